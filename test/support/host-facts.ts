import type { Facts } from '../../src/model/facts.js';

/** A machine on which all is well; name what the row is about. */
export const engineFact = (overrides: Partial<Facts['engine']> = {}): Facts['engine'] => ({
  endpoint: 'unix:///var/run/docker.sock',
  endpointFrom: 'the default socket',
  reachable: true,
  alternatives: [],
  kind: 'docker',
  version: '28.5.1',
  apiVersion: '1.51',
  os: 'linux',
  arch: 'amd64',
  buildkit: true,
  rootless: false,
  ...overrides,
});

export const hostFact = (overrides: Partial<Facts['host']> = {}): Facts['host'] => ({
  platform: 'linux',
  arch: 'x64',
  nodeVersion: '24.15.0',
  toolVersion: '0.1.0',
  ...overrides,
});

export const projectFact = (overrides: Partial<Facts['project']> = {}): Facts['project'] => ({
  directory: '.',
  config: { path: 'mcp-dock.yaml' },
  dockerfile: { path: 'Dockerfile' },
  composeFiles: ['compose.yaml'],
  services: ['mcp-server'],
  dockerignore: true,
  runtime: 'node',
  ...overrides,
});

export const environmentFact = (overrides: Partial<Facts['environment']> = {}): Facts['environment'] => ({
  path: '.env',
  exists: true,
  examplePath: '.env.example',
  mode: '600',
  gitTracked: false,
  gitIgnored: true,
  problems: [],
  entries: [],
  required: [],
  exampleKeys: [],
  ...overrides,
});

type Entry = Facts['environment']['entries'][number];

export const entry = (key: string, overrides: Partial<Entry> = {}): Entry => ({
  key,
  line: 1,
  empty: false,
  placeholder: false,
  length: 43,
  local: false,
  distinct: 30,
  urlSafe: true,
  ...overrides,
});

import type { ForeignChoices } from '../../src/plan/foreign/foreign-choices.js';

/** A server in Node.js over stdio, locked by npm and with nothing special. */
export const foreignChoices = (changes: Partial<ForeignChoices> = {}): ForeignChoices => ({
  name: 'weather',
  version: '1.2.0',
  description: 'Says how the weather will be.',
  license: 'MIT',
  baseRegistry: 'docker.io/library',
  runtime: 'node',
  runtimeVersion: '24',
  packageManager: 'npm',
  lockFile: 'package-lock.json',
  command: ['node', 'dist/index.js'],
  transports: { stdio: { args: [] } },
  args: [],
  environment: {},
  variables: [],
  compiled: [],
  systemPackages: [],
  keepDevelopmentDependencies: false,
  project: {
    manifests: ['package.json', 'package-lock.json'],
    ownScripts: [],
    packaged: false,
    hashed: false,
    made: [],
    unneeded: [],
  },
  tools: [],
  ...changes,
});

import type { ImageConfig, ImageContents } from '../../src/model/facts/image.js';

/** A sound image config; name what the row is about. */
export function imageConfig(overrides: Partial<ImageConfig> = {}): ImageConfig {
  return {
    reference: 'acme/weather:1.2.0',
    id: 'sha256:1111111111111111111111111111111111111111111111111111111111111111',
    repoDigests: [],
    os: 'linux',
    architecture: 'amd64',
    sizeBytes: 150_000_000,
    createdAt: '2026-11-01T00:00:00Z',
    user: '1000:1000',
    entrypoint: ['/usr/local/bin/node', '/app/server.js'],
    cmd: ['http'],
    workingDir: '/app',
    environmentNames: ['PATH', 'NODE_ENV'],
    path: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    exposedPorts: ['3000/tcp'],
    volumes: [],
    labels: {},
    healthcheck: { test: ['CMD', '/usr/local/bin/node', '/app/healthcheck.js'], intervalMs: 30_000 },
    ...overrides,
  };
}

/** The contents of a sound image; name what the row is about. */
export function imageContents(overrides: Partial<ImageContents> = {}): ImageContents {
  return {
    layers: [],
    resolved: [],
    secrets: [],
    buildTools: [],
    packageCaches: [],
    ignoredFiles: [],
    devDependencies: [],
    setuid: [],
    worldWritable: [],
    wastedBytes: 0,
    wasted: [],
    totalBytes: 150_000_000,
    largestFiles: [],
    truncated: [],
    ...overrides,
  };
}

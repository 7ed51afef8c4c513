import { createServer } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import engine from '../../../src/probes/engine.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const INFO = {
  endpoint: 'unix:///x.sock',
  kind: 'docker',
  version: '28.5.1',
  apiVersion: '1.51',
  os: 'linux',
  architecture: 'arm64',
  rootDirectory: '/var/lib/docker',
  rootless: true,
  buildkit: true,
  publishedHost: '127.0.0.1',
} as const;

const ask = (environment: Record<string, string>, error?: Error) =>
  engine.collect(
    probeContext({
      environment,
      engine: { info: () => (error === undefined ? Promise.resolve(INFO) : Promise.reject(error)) },
    }) as never,
  );

describe('asking the engine', () => {
  it('keeps a password in DOCKER_HOST to itself', async () => {
    const found = await ask({ DOCKER_HOST: 'ssh://me:secret@build' });
    expect(found).toMatchObject({ reachable: false, endpoint: 'ssh://me@build' });
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it('tells what it is and where it was found', async () => {
    expect(await ask({ DOCKER_HOST: 'unix:///x.sock' })).toMatchObject({
      reachable: true,
      endpoint: 'unix:///x.sock',
      endpointFrom: 'DOCKER_HOST',
      version: '28.5.1',
      arch: 'arm64',
      rootless: true,
      buildkit: true,
    });
  });

  it.each([
    [new McpDockError('ENGINE_PERMISSION', { endpoint: 'x' }), 'permission'],
    [new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'x', kind: 'refused' }), 'refused'],
    [new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'x' }), 'other'],
    [new McpDockError('ENGINE_LOST', { during: 'x' }), 'other'],
    [new Error('what'), 'other'],
  ])('is known also when there is none: %s', async (error, kind) => {
    expect(await ask({ DOCKER_HOST: 'unix:///x.sock' }, error)).toMatchObject({
      reachable: false,
      endpoint: 'unix:///x.sock',
      problem: { kind },
    });
  });

  it('is known when the context is not', async () => {
    expect(await ask({ DOCKER_CONTEXT: 'no-such-context-here' })).toMatchObject({
      reachable: false,
      problem: { kind: 'context' },
    });
  });

  it.runIf(process.platform !== 'win32')('names other engines that answer', async () => {
    await using folder = await folderWith({});
    const path = join(folder.path, 'docker.sock');
    const other = createServer((_, response) => response.end('OK')).listen(path);
    await once(other, 'listening');
    try {
      await mkdir(join(folder.path, 'podman'));
      const found = await ask(
        { DOCKER_HOST: 'unix:///nowhere.sock', XDG_RUNTIME_DIR: folder.path },
        new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'x', kind: 'not-found' }),
      );
      expect((found as { alternatives: string[] }).alternatives).toContain(`unix://${path}`);
    } finally {
      other.close();
    }
  });
});

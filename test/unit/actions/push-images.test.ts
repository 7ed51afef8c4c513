import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pushImages } from '../../../src/actions/push-images.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { Engine } from '../../../src/ports/engine.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { fakeProcesses } from '../../support/probe-context.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
  const auth = Buffer.from('me:geheim').toString('base64');
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { 'r.example': { auth } } }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ports = (pushImage: Engine['pushImage'], signal = new AbortController().signal) => ({
  engine: fakeEngine({ pushImage }),
  progress: createSilentProgress(),
  processes: fakeProcesses(),
  environment: { DOCKER_CONFIG: folder },
  signal,
});

it('pushes every tag in its order, with the login of its registry', async () => {
  const calls: unknown[] = [];
  const pushed = await pushImages(
    ['r.example/x:1', 'acme/x:1'],
    ports(async (reference, onProgress, signal, login) => {
      onProgress('1 MB of 2 MB');
      calls.push([reference, signal?.aborted, login]);
      return { digest: DIGEST };
    }),
  );
  expect(pushed).toEqual([
    { reference: 'r.example/x:1', digest: DIGEST },
    { reference: 'acme/x:1', digest: DIGEST },
  ]);
  expect(calls).toEqual([
    ['r.example/x:1', false, { username: 'me', secret: 'geheim' }],
    ['acme/x:1', false, undefined],
  ]);
});

it('stops at the first that fails, and says where to log in and what is public by now', async () => {
  const tried: string[] = [];
  const failed = pushImages(
    ['r.example/x:1', 'acme/x:1', 'acme/x:2'],
    ports(async (reference) => {
      tried.push(reference);
      if (reference.startsWith('r.')) return { digest: DIGEST };
      throw new McpDockError('PUSH_FAILED', { reference, reason: 'unauthorized', fault: 'unauthorized' });
    }),
  );
  await expect(failed).rejects.toMatchObject({
    code: 'PUSH_FAILED',
    exitCode: 3,
    details: { reference: 'acme/x:1', registry: 'docker.io', pushed: ['r.example/x:1'] },
    message: 'acme/x:1 could not be pushed: unauthorized (unauthorized). Pushed before it: r.example/x:1',
    suggestions: ['Log in first: docker login'],
  });
  expect(tried).toEqual(['r.example/x:1', 'acme/x:1']);
});

it('passes on what is no failure of the push', async () => {
  const lost = new McpDockError('ENGINE_LOST', { during: 'pushing the image' });
  await expect(
    pushImages(
      ['acme/x:1'],
      ports(async () => Promise.reject(lost)),
    ),
  ).rejects.toBe(lost);
});

it('begins nothing after an interruption', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const tried: string[] = [];
  const failed = pushImages(
    ['acme/x:1', 'acme/x:2'],
    ports(async (reference) => {
      tried.push(reference);
      controller.abort(reason);
      return { digest: DIGEST };
    }, controller.signal),
  );
  await expect(failed).rejects.toBe(reason);
  expect(tried).toEqual(['acme/x:1']);
});

import { describe, expect, it } from 'vitest';
import { imageAtHand, type PullPolicy } from '../../../src/actions/image-at-hand.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { fakeProcesses } from '../../support/probe-context.js';

const REFERENCE = 'ghcr.io/acme/weather:1';

/** An engine and a registry that have the image, or not. */
function world({ here, there, fails }: { here: boolean; there: boolean; fails?: McpDockError }) {
  const pulled: string[] = [];
  const engine = fakeEngine({
    inspectImage: async (reference) => {
      if (!here && pulled.length === 0) throw new McpDockError('IMAGE_NOT_FOUND', { reference });
      return { ...imageConfig({ reference }), environment: [], layers: [], tags: [] };
    },
    pullImage: async (reference) => {
      if (fails !== undefined) throw fails;
      if (!there) throw new McpDockError('PULL_FAILED', { reference, reason: 'no such host' });
      pulled.push(reference);
    },
  });
  const signal = new AbortController().signal;
  const context = {
    engine,
    progress: createSilentProgress(),
    processes: fakeProcesses(),
    environment: { DOCKER_CONFIG: '/nowhere' },
    signal,
  };
  return { pulled, ask: (policy: PullPolicy, reference = REFERENCE) => imageAtHand(reference, policy, context) };
}

describe('imageAtHand', () => {
  it.each<{ policy: PullPolicy; here: boolean; pulls: number }>([
    { policy: 'missing', here: true, pulls: 0 },
    { policy: 'missing', here: false, pulls: 1 },
    { policy: 'always', here: true, pulls: 1 },
    { policy: 'never', here: true, pulls: 0 },
  ])('$policy, here: $here', async ({ policy, here, pulls }) => {
    const { pulled, ask } = world({ here, there: true });
    expect((await ask(policy)).reference).toBe(REFERENCE);
    expect(pulled).toHaveLength(pulls);
  });

  it.each<{ policy: PullPolicy; code: string; details: object }>([
    { policy: 'never', code: 'IMAGE_NOT_FOUND', details: { reference: REFERENCE } },
    { policy: 'missing', code: 'IMAGE_NOT_FOUND', details: { reference: REFERENCE, registry: 'no such host' } },
    { policy: 'always', code: 'PULL_FAILED', details: { reference: REFERENCE, reason: 'no such host' } },
  ])('neither here nor there, $policy: $code', async ({ policy, code, details }) => {
    await expect(world({ here: false, there: false }).ask(policy)).rejects.toMatchObject({ code, details });
  });

  it.each<{ reference: string; policy: PullPolicy }>([
    { reference: `sha256:${'0f'.repeat(32)}`, policy: 'missing' },
    { reference: `sha256:${'0f'.repeat(32)}`, policy: 'always' },
    { reference: '0f'.repeat(32), policy: 'missing' },
    { reference: '0123456789ab', policy: 'missing' },
  ])('asks no registry for the id $reference, $policy', async ({ reference, policy }) => {
    const { pulled, ask } = world({ here: false, there: true });
    await expect(ask(policy, reference)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND', details: { reference } });
    expect(pulled).toEqual([]);
  });

  it.each(['deadbeef', 'acme/0123456789ab', '0123456789ab:1', 'sha256'])('pulls %s, which is a name', async (name) => {
    const { pulled, ask } = world({ here: false, there: true });
    await ask('missing', name);
    expect(pulled).toEqual([name]);
  });

  it('keeps the word for a failure that is not about the image', async () => {
    const fails = new McpDockError('DISK_FULL', { during: 'pulling the image', reason: 'no space left' });
    await expect(world({ here: false, there: true, fails }).ask('missing')).rejects.toBe(fails);
  });
});

it('names the tags of the image that are here', async () => {
  const engine = fakeEngine({
    inspectImage: (reference) => Promise.reject(new McpDockError('IMAGE_NOT_FOUND', { reference })),
    listImages: async () => [
      { id: 'sha256:1', references: ['user1-todo:1.0.0', 'user1-todo@sha256:00'] },
      { id: 'sha256:2', references: ['user1-todo-two:1', 'user1-todo:0.9.0'] },
    ],
  });
  const context = {
    engine,
    progress: createSilentProgress(),
    processes: fakeProcesses(),
    environment: {},
    signal: new AbortController().signal,
  };
  await expect(imageAtHand('user1-todo', 'never', context)).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
    details: { others: ['user1-todo:0.9.0', 'user1-todo:1.0.0'] },
    suggestions: expect.arrayContaining(['There is user1-todo:0.9.0, user1-todo:1.0.0.']) as string[],
  });
});

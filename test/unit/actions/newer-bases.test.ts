import { expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { baseWarnings, newerBases } from '../../../src/actions/newer-bases.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { RegistryAnswer } from '../../../src/ports/engine.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { fakeProcesses } from '../../support/probe-context.js';

const STATUS: Readonly<Record<string, RegistryAnswer['status']>> = {
  'a:1': 'reachable',
  'b:1': 'reachable',
  'new:1': 'reachable',
  'far:1': 'unreachable',
  'closed:1': 'unauthorized',
};

it('pulls what registries have, keeps the rest, and says which', async () => {
  const pulled: string[] = [];
  const engine = fakeEngine({
    askRegistry: async (reference) => ({ status: STATUS[reference] ?? 'not-found' }),
    pullImage: async (reference) => {
      pulled.push(reference);
    },
    inspectImage: async (reference) => {
      if (reference === 'new:1' && !pulled.includes(reference))
        throw new McpDockError('IMAGE_NOT_FOUND', { reference });
      const id = reference === 'b:1' && pulled.includes(reference) ? 'sha256:2' : 'sha256:1';
      return { ...imageConfig({ id }), environment: [], layers: [], tags: [] };
    },
  });
  const text = `FROM a:1 AS x\nFROM x AS y\nFROM b:1\nFROM new:1\nFROM far:1\nFROM closed:1\nCOPY --from=gone:1 / /\nFROM p:1@sha256:${'0'.repeat(64)}\nFROM scratch`;
  const bases = await newerBases(
    text,
    {},
    {
      engine,
      processes: fakeProcesses(),
      progress: createSilentProgress(),
      environment: {},
      signal: new AbortController().signal,
    },
  );
  expect(Object.fromEntries(bases.map(({ reference, status }) => [reference, status]))).toEqual({
    'a:1': 'current',
    'b:1': 'newer',
    'new:1': 'newer',
    'far:1': 'unreachable',
    'closed:1': 'unauthorized',
    'gone:1': 'not-found',
    'p:1': 'pinned',
  });
  expect(pulled.toSorted()).toEqual(['a:1', 'b:1', 'new:1']);
  expect(baseWarnings(bases)).toEqual([
    'far:1 is used as it is here: its registry cannot be reached.',
    'closed:1 is used as it is here: its registry wants a login.',
    'gone:1 is used as it is here: its registry has no such image.',
  ]);
});

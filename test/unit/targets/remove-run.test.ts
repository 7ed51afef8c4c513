import { describe, expect, it } from 'vitest';
import type { ContainerSummary, EngineResource } from '../../../src/ports/engine.js';
import { removeRun } from '../../../src/targets/remove-run.js';
import { fakeEngine } from '../../fakes/fake-engine.js';

describe('removing everything', () => {
  it('goes on until nothing bears the label', async () => {
    const containers = new Set(['a', 'b']);
    const resources = new Map<string, EngineResource['kind']>([
      ['net', 'network'],
      ['vol', 'volume'],
    ]);
    const order: string[] = [];
    let held = 1;
    await removeRun(
      fakeEngine({
        listContainers: async ({ label }) => {
          expect(label).toBe('io.mcp-dock.run=r1');
          return [...containers].map((id) => ({ id }) as ContainerSummary);
        },
        removeContainer: async (id) => {
          order.push(id);
          containers.delete(id);
        },
        listResources: async () =>
          [...resources].map(([id, kind]) => ({ kind, id, name: id, labels: {}, createdAt: '' })),
        removeResource: async ({ id }) => {
          // The engine has not let go of it yet.
          if (id === 'net' && held-- > 0) throw new Error('has active endpoints');
          order.push(id);
          resources.delete(id);
        },
      }),
      'r1',
    );
    expect(order).toEqual(['a', 'b', 'vol', 'net']);
  });

  it('says what stays after some time', async () => {
    await expect(
      removeRun(
        fakeEngine({
          listContainers: async () => [],
          listResources: async () => [{ kind: 'volume', id: 'v', name: 'v', labels: {}, createdAt: '' }],
          removeResource: () => Promise.reject(new Error('volume is in use')),
        }),
        'r1',
      ),
    ).rejects.toThrow('volume is in use');
  });

  it('looks for what comes late where somebody was cut off', async () => {
    const arriving = [[], ['late'], [], []];
    const removed: string[] = [];
    await removeRun(
      fakeEngine({
        listContainers: async () => (arriving.shift() ?? []).map((id) => ({ id }) as ContainerSummary),
        removeContainer: async (id) => void removed.push(id),
      }),
      'r1',
      { late: true },
    );
    expect(removed).toEqual(['late']);
    expect(arriving).toEqual([]);
  });

  it('removes the others when one cannot be removed', async () => {
    const removed: string[] = [];
    const removing = removeRun(
      fakeEngine({
        listContainers: async () => ['stuck', 'free'].map((id) => ({ id }) as ContainerSummary),
        removeContainer: async (id) => {
          if (id === 'stuck') throw new Error('it is stuck');
          removed.push(id);
        },
        listResources: async () => [{ kind: 'network', id: 'net', name: 'net', labels: {}, createdAt: '' }],
        removeResource: async ({ id }) => void removed.push(id),
      }),
      'r1',
    );
    await expect(removing).rejects.toThrow('it is stuck');
    expect(new Set(removed)).toEqual(new Set(['free', 'net']));
  });
});

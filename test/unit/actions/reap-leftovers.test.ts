import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { reapLeftovers } from '../../../src/actions/reap-leftovers.js';
import type { ContainerSummary, EngineResource } from '../../../src/ports/engine.js';
import { runLabels } from '../../../src/targets/run-labels.js';
import { fakeEngine } from '../../fakes/fake-engine.js';

const container = (id: string, labels: Record<string, string>): ContainerSummary => ({
  id,
  name: `name-${id}`,
  imageReference: 'x',
  labels,
  createdAt: '2026-11-01T00:00:00Z',
  state: 'running',
  publishedPorts: [],
});

const resource = (kind: EngineResource['kind'], id: string, labels: Record<string, string>): EngineResource => ({
  kind,
  id,
  name: `name-of-${id}`,
  labels,
  createdAt: '2026-11-01T00:00:00Z',
});

it('removes what killed runs of this machine left, and nothing else', async () => {
  const dead = String(spawnSync(process.execPath, ['-e', '0']).pid);
  const removed: string[] = [];
  const engine = fakeEngine({
    listContainers: async ({ label, all }) => {
      expect({ label, all }).toEqual({ label: 'io.mcp-dock.run', all: true });
      return [
        container('mine', runLabels('r1')),
        container('left', { ...runLabels('r2'), 'io.mcp-dock.pid': dead }),
        container('foreign', { 'io.mcp-dock.run': 'by-hand' }),
      ];
    },
    removeContainer: async (id) => void removed.push(id),
    listResources: async (label) => {
      expect(label).toBe('io.mcp-dock.run');
      return [
        resource('network', 'mine', runLabels('r1')),
        resource('network', 'left', { ...runLabels('r2'), 'io.mcp-dock.pid': dead }),
        resource('volume', 'held', { ...runLabels('r2'), 'io.mcp-dock.pid': dead }),
        resource('volume', 'foreign', { 'io.mcp-dock.run': 'by-hand' }),
      ];
    },
    removeResource: async ({ kind, id }) => {
      if (id === 'held') throw new Error('volume is in use');
      removed.push(`${kind} ${id}`);
    },
  });
  expect(await reapLeftovers({ engine })).toEqual(['name-left', 'name-of-left']);
  expect(removed).toEqual(['left', 'network left']);
});

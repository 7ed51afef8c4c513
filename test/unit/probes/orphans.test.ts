import { expect, it } from 'vitest';
import orphans from '../../../src/probes/orphans.js';
import type { ProbeContext } from '../../../src/probes/define-probe.js';
import { probeContext } from '../../support/probe-context.js';

const owns = (started: number) => ({ runId: 'r1', started: () => started });
const collect = (context: ProbeContext) => orphans.collect(context as never);

it('tells what is left of its own run, and removes it', async () => {
  const removed: string[] = [];
  const labels: (string | undefined)[] = [];
  const context = probeContext({
    engine: {
      listContainers: async ({ label, all }) => {
        labels.push(label);
        expect(all).toBe(true);
        return [
          { id: 'c1', name: 'x', imageReference: 'i', labels: {}, createdAt: '', state: 'running', publishedPorts: [] },
        ];
      },
      listResources: async (label) => {
        labels.push(label);
        return [{ kind: 'network', id: 'n1', name: 'y', labels: {}, createdAt: '' }];
      },
      removeContainer: async (id) => void removed.push(id),
      removeResource: async ({ id }) => void removed.push(id),
    },
  });
  expect(await collect({ ...context, target: { ...context.target, owns: owns(2) } })).toEqual({
    started: 2,
    containers: [{ id: 'c1', name: 'x', state: 'running' }],
    resources: [{ kind: 'network', id: 'n1', name: 'y' }],
  });
  expect(labels).toEqual(['io.mcp-dock.run=r1', 'io.mcp-dock.run=r1']);
  expect(removed).toEqual(['c1', 'n1']);
});

it('has nothing to say where nothing was started', async () => {
  const context = probeContext({});
  for (const target of [context.target, { ...context.target, owns: owns(0) }]) {
    // Processes of this machine may have been.
    const collected = collect({ ...context, target });
    await expect(collected).rejects.toMatchObject({ name: 'NotApplicable', message: 'No container was started.' });
  }
});

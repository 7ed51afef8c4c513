import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import leftovers from '../../../src/probes/leftovers.js';
import { runLabels } from '../../../src/targets/run-labels.js';
import { engineFact } from '../../support/host-facts.js';
import { probeContext } from '../../support/probe-context.js';

const container = (name: string, labels: Record<string, string>, createdAt = '2026-11-01T00:00:00.000Z') => ({
  id: name,
  name,
  imageReference: 'x:1',
  labels,
  createdAt,
  state: 'exited',
  publishedPorts: [],
});
/** No process has an id above the kernel's limit. */
const DEAD = { 'io.mcp-dock.run': 'r1', 'io.mcp-dock.pid': '99999999', 'io.mcp-dock.host': hostname() };

it('finds what dead runs of this machine left, and nothing else', async () => {
  const engine = {
    listContainers: async () => [
      container('dead', DEAD),
      container('alive', runLabels('r2')),
      container('elsewhere', { ...DEAD, 'io.mcp-dock.host': 'another-machine.example' }, new Date().toISOString()),
      container('unknown', { 'io.mcp-dock.run': 'r3' }),
    ],
  };
  expect(await leftovers.collect(probeContext({ engine, facts: { engine: engineFact() } }) as never)).toEqual([
    { id: 'dead', name: 'dead', image: 'x:1', runId: 'r1', createdAt: '2026-11-01T00:00:00.000Z', state: 'exited' },
  ]);
});

it('is unknown without an engine', async () => {
  const facts = { engine: engineFact({ reachable: false, problem: { kind: 'refused', message: 'No engine.' } }) };
  await expect(leftovers.collect(probeContext({ facts }) as never)).rejects.toThrow('No engine.');
});

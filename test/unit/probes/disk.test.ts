import { expect, it } from 'vitest';
import disk from '../../../src/probes/disk.js';
import { engineFact } from '../../support/host-facts.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

it('measures where the engine keeps its data', async () => {
  await using folder = await folderWith({});
  const engine = {
    info: async () => ({ rootDirectory: folder.path }) as never,
    diskUsage: async () => ({ reclaimableBytes: 7 }),
  };
  const found = await disk.collect(probeContext({ cwd: '/', engine, facts: { engine: engineFact() } }) as never);
  expect(found).toMatchObject({ path: folder.path, reclaimableBytes: 7 });
  expect((found as { freeBytes: number }).freeBytes).toBeGreaterThan(0);
});

it.each([
  ['its folder is inside of a virtual machine', '/no/such/folder', engineFact()],
  ['it is elsewhere', '/', engineFact({ endpoint: 'tcp://far:2375' })],
  ['it does not answer', '', engineFact({ reachable: false })],
])('measures here where %s', async (_, rootDirectory, fact) => {
  await using folder = await folderWith({});
  const engine = { info: async () => ({ rootDirectory }) as never, diskUsage: () => Promise.reject(new Error('slow')) };
  const found = await disk.collect(probeContext({ cwd: folder.path, engine, facts: { engine: fact } }) as never);
  expect(found).toMatchObject({ path: folder.path });
  expect(found).not.toHaveProperty('reclaimableBytes');
});

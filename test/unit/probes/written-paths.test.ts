import { expect, it } from 'vitest';
import type { EndedProbeContext } from '../../../src/probes/define-probe.js';
import writtenPaths, { leavesOf } from '../../../src/probes/written-paths.js';

const added = (path: string) => ({ kind: 'added' as const, path });

it('leaves out folders that are listed for what is in them', () => {
  expect(leavesOf([added('/app'), added('/app/cache'), added('/app/cache/x'), added('/apple')])).toEqual([
    added('/app/cache/x'),
    added('/apple'),
  ]);
});

it('leaves out what a read-only run has anyway, and is bounded', async () => {
  const changes = [
    added('/tmp'),
    added('/tmp/x'),
    added('/var/tmp/y'),
    added('/run'),
    added('/etc/hosts'),
    ...Array.from({ length: 100 }, (_, n) => added(`/app/\u001b${n}`)),
  ];
  const fact = await writtenPaths.collect({
    run: { containerId: 'c1' },
    engine: { containerChanges: async () => changes },
  } as unknown as EndedProbeContext);
  expect(fact.total).toBe(100);
  expect(fact.paths).toHaveLength(30);
  expect(fact.paths[0]).toEqual({ kind: 'added', path: String.raw`/app/\u001b0` });
});

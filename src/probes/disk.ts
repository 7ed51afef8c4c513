import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'disk',
  title: 'Measure free space',
  timeoutMs: 60_000,
  async collect(context) {
    const { engine, cwd, signal } = context;
    const { reachable, endpoint } = await context.fact('engine');
    const local = endpoint.startsWith('unix://') || endpoint.startsWith('npipe://');
    // The folder of Docker Desktop's engine is inside of its virtual machine, whose disk is a file of this user.
    const root = reachable && local ? (await engine.info(signal)).rootDirectory : '';
    const [path, numbers] = (await measure(root)) ?? [cwd, await statfs(cwd)];
    const reclaimable = reachable ? await engine.diskUsage().catch(() => undefined) : undefined;
    signal.throwIfAborted();
    return {
      path,
      freeBytes: numbers.bavail * numbers.bsize,
      totalBytes: numbers.blocks * numbers.bsize,
      ...(reclaimable && { reclaimableBytes: reclaimable.reclaimableBytes }),
    };
  },
});

async function measure(path: string): Promise<[string, StatsFs] | undefined> {
  if (path === '') return undefined;
  return statfs(path).then(
    (numbers) => [path, numbers],
    () => undefined,
  );
}

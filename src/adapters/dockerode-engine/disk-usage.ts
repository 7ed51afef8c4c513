import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';

/** Counting everything takes an engine with many images a while. */
const LIMIT_MS = 45_000;

interface DiskUsage {
  readonly Images?:
    | readonly {
        readonly RepoTags?: readonly string[] | null;
        readonly Size: number;
        readonly SharedSize: number;
        readonly Containers: number;
      }[]
    | null;
  readonly BuildCache?: readonly { readonly Size: number; readonly InUse: boolean; readonly Shared: boolean }[] | null;
}

/** Dangling images that no container uses, and build cache that no build uses. */
export const diskUsage =
  (calls: Calls): Engine['diskUsage'] =>
  async () => {
    const found = await calls.json<DiskUsage>({
      path: '/system/df',
      // Engines that do not know the parameter count everything, as they always did.
      query: { type: ['image', 'build-cache'] },
      during: 'counting disk use',
      limitMs: LIMIT_MS,
    });
    const dangling = (found.Images ?? [])
      .filter(({ RepoTags, Containers }) => Containers <= 0 && (RepoTags ?? []).every((tag) => tag.includes('<none>')))
      .map(({ Size, SharedSize }) => Size - Math.max(0, SharedSize));
    const cache = (found.BuildCache ?? []).filter(({ InUse, Shared }) => !InUse && !Shared).map(({ Size }) => Size);
    return { reclaimableBytes: [...dangling, ...cache].reduce((sum, bytes) => sum + bytes, 0) };
  };

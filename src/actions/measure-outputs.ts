import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BuildReport } from '../model/build-report.js';
import type { BuildxPlan } from '../plan/buildx-plan.js';

/** What a build wrote, with its size; of a folder that of all files in it. `digest` is what buildx says of the image. */
export async function measureOutputs(
  { outputs, place }: Pick<BuildxPlan, 'outputs' | 'place'>,
  { cwd, digest }: { readonly cwd: string; readonly digest?: string | undefined },
): Promise<NonNullable<BuildReport['outputs']>> {
  const images = outputs.filter(({ type }) => type === 'oci' || type === 'docker').length;
  // buildx names one digest; with several images nobody knows whose it is.
  const known = images === 1 && place === 'none' ? digest : undefined;
  return Promise.all(
    outputs.map(async ({ type, path }) => ({
      type,
      path,
      sizeBytes: await sizeOf(resolve(cwd, path)),
      ...(known !== undefined && (type === 'oci' || type === 'docker') && { digest: known }),
    })),
  );
}

async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  let sum = 0;
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) sum += (await lstat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return sum;
}

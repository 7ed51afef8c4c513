import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { cachePath } from './cache-folder.ts';
import type { Log } from './log.ts';

async function isStale(folder: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(`${folder}/pid`, 'utf8'));
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM') return false;
    if (code === 'ESRCH') return true;
    // The folder is there but its pid file is not yet: its owner may be about to write it.
    const age = await stat(folder).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    return age > 5000;
  }
}

/**
 * Lets one process at a time do a piece of preparation; the others wait and then find it done.
 *
 * @param name - What the lock is about.
 * @param log - Told when somebody else has it.
 * @param work - What needs the lock.
 * @returns What the work returns.
 */
export async function withLock<T>(name: string, log: Log, work: () => Promise<T>): Promise<T> {
  const folder = cachePath('locks', name);
  await mkdir(cachePath('locks'), { recursive: true });
  let told = false;
  for (;;) {
    try {
      await mkdir(folder);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isStale(folder)) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) log(`Another run of ours is preparing the ${name}; waiting for it to finish.`);
    told = true;
    await sleep(300);
  }
  try {
    await writeFile(`${folder}/pid`, String(process.pid));
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

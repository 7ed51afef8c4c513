import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { aptUnpack, whyNoApt } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { withLock } from './lock.ts';
import type { Log } from './log.ts';
import { findProgram } from './run.ts';

/**
 * GNU Make: the machine's own, or that of Debian's package, unpacked into the cache.
 *
 * @param log - Told what happens.
 * @returns The path of the program.
 */
export async function makeCommand(log: Log): Promise<string> {
  const own = findProgram('make');
  if (own !== undefined) return own;
  const why = whyNoApt();
  if (why !== undefined) throw new Error(`There is no \`make\`, and it cannot be had here: ${why}. Install GNU Make.`);
  const folder = cachePath('make-1');
  return withLock('make', log, async () => {
    if ((await stat(folder).catch(() => undefined)) === undefined) await aptUnpack('make', folder, log);
    return join(folder, 'usr/bin/make');
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { aptInstall, aptUnpackFrom, whyNoApt } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { withLock } from './lock.ts';
import type { Log } from './log.ts';
import { findProgram, run } from './run.ts';

/** The programs of a Docker Engine that is newer than this machine's own, or why they cannot be had. */
export type NewerEngine =
  | { available: true; /** Folders for the PATH, the first one first. */ folders: string[]; version: string }
  | { available: false; reason: string };

/** Newest first. The programs are unpacked, not installed, and may want a newer C library than there is here. */
const SUITES = ['sid', 'trixie'];
/** Needed beside the packages; runc of the machine itself fits its C library in any case. */
const PROGRAMS = ['unshare', 'nsenter', 'setpriv', 'runc', 'iptables'];

/**
 * Makes sure that the programs of a newer engine lie in the cache. Needs root on Debian, because an engine does.
 *
 * @param options - Where to report progress.
 * @returns Where they are. Not having them is no failure: tests that need them are skipped and say why.
 */
export async function ensureNewerEngine({ log }: { log: Log }): Promise<NewerEngine> {
  const noApt = whyNoApt();
  if (noApt !== undefined) return { available: false, reason: `${noApt}, and it takes root on Debian` };
  const missing = PROGRAMS.filter((program) => findProgram(program) === undefined);
  if (missing.length > 0) return { available: false, reason: `${missing.join(', ')} of the machine itself is missing` };
  return withLock('newer-engine', log, async () => {
    const reasons: string[] = [];
    try {
      if (findProgram('ip') === undefined) await aptInstall(['iproute2'], log);
      for (const suite of SUITES) {
        const found = await fromSuite(suite, log);
        if (found.available) return found;
        reasons.push(found.reason);
      }
    } catch (error) {
      // Without a network nothing more can be had, whichever suite.
      reasons.push(error instanceof Error ? error.message : String(error));
    }
    return { available: false, reason: reasons.join('; ') };
  });
}

async function fromSuite(suite: string, log: Log): Promise<NewerEngine> {
  const folder = cachePath('newer-engine', suite);
  if (!existsSync(folder)) await aptUnpackFrom(['docker.io', 'containerd'], suite, folder, log);
  const folders = [join(folder, 'usr', 'sbin'), join(folder, 'usr', 'bin')];
  const versions: string[] = [];
  for (const program of [join(folder, 'usr', 'sbin', 'dockerd'), join(folder, 'usr', 'bin', 'containerd')]) {
    const { code, output } = await run(program, ['--version']).catch((error: Error) => ({
      code: 1,
      output: error.message,
    }));
    if (code !== 0) return { available: false, reason: `${suite}'s does not run here: ${output.trim()}` };
    versions.push(/ version (\d+[\d.]*)/u.exec(output)?.[1] ?? '');
  }
  return { available: true, folders, version: versions[0] ?? '' };
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { aptUnpackFrom, whyNoApt } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { withLock } from './lock.ts';
import type { Log } from './log.ts';
import { run } from './run.ts';

const FOLDER = 'compose-trixie-1';
const PROGRAM = 'usr/libexec/docker/cli-plugins/docker-compose';

/**
 * How to run `docker compose`: the words before its arguments. The machine's own when the docker CLI knows it; otherwise the program of
 * Debian's package, unpacked into the cache, which also works as a program of its own. Needs no engine for `config`.
 *
 * @param log - Told what happens.
 * @returns The command and its first arguments.
 */
export async function composeCommand(log: Log): Promise<readonly [string, ...string[]]> {
  known ??= find(log);
  return known;
}

let known: Promise<readonly [string, ...string[]]> | undefined;

async function find(log: Log): Promise<readonly [string, ...string[]]> {
  const own = await run('docker', ['compose', 'version', '--short']).catch(() => undefined);
  if (own?.code === 0) return ['docker', 'compose'];
  const why = whyNoApt();
  if (why !== undefined)
    throw new Error(`There is no \`docker compose\`, and it cannot be had here: ${why}. Install Compose v2.`);
  return [await unpacked(log)];
}

async function unpacked(log: Log): Promise<string> {
  const folder = cachePath(FOLDER);
  const program = join(folder, PROGRAM);
  if (await exists(program)) return program;
  return withLock('compose', log, async () => {
    if (!(await exists(program))) await aptUnpackFrom(['docker-compose'], 'trixie', folder, log);
    return program;
  });
}

const exists = async (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

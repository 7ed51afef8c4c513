import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { aptUnpackFrom, whyNoApt } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { withLock } from './lock.ts';
import { progressLog } from './log.ts';
import { findProgram, run } from './run.ts';

/** A folder for DOCKER_CONFIG in which docker finds buildx, and nobody's logins or builders. */
export interface DockerWithBuildx extends AsyncDisposable {
  readonly folder: string;
  /** Of buildx. */
  readonly version: string;
}

/** Debian's suites and what is tested by them: the oldest version that is supported, and a recent one. */
export type BuildxSuite = 'trixie' | 'sid';

const PLUGIN = join('usr', 'libexec', 'docker', 'cli-plugins', 'docker-buildx');

/**
 * Gives docker the plugin buildx for one test file: Debian's package, unpacked into the cache and not installed.
 * Throws with the reason where it cannot be had: tests that need it fail then, they are not left out.
 */
export async function dockerWithBuildx(suite: BuildxSuite): Promise<DockerWithBuildx> {
  if (findProgram('docker') === undefined) throw new Error('Tests of buildx need the docker CLI.');
  const cached = cachePath('docker-buildx', suite);
  const log = progressLog();
  await withLock(`docker-buildx-${suite}`, log, async () => {
    if (existsSync(cached)) return;
    const reason = whyNoApt();
    if (reason !== undefined) throw new Error(`Tests of buildx need Debian's package docker-buildx, and ${reason}.`);
    await aptUnpackFrom(['docker-buildx'], suite, cached, log);
  });
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-docker-config-'));
  await mkdir(join(folder, 'cli-plugins'));
  await symlink(join(cached, PLUGIN), join(folder, 'cli-plugins', 'docker-buildx'));
  const { output } = await run(join(cached, PLUGIN), ['version']);
  const version = /buildx v?(\d+\.\d+\.\d+)/u.exec(output)?.[1];
  if (version === undefined) throw new Error(`buildx of Debian ${suite} does not run here:\n${output}`);
  return { folder, version, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

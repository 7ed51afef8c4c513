import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { withHeartbeat, type Log } from './log.ts';
import { findProgram, mustRun, run } from './run.ts';

/**
 * Says whether packages of Debian or of one of its children can be installed from here.
 *
 * @returns undefined when they can, otherwise the reason in a few words.
 */
export function whyNoApt(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Every Debian has this file; without it apt alone does not make one.
  }
  if (!/^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/mu.test(release) || !findProgram('apt-get')) {
    return 'this is neither Debian nor Ubuntu';
  }
  if (process.getuid?.() !== 0) return 'this user is not root';
  return undefined;
}

/**
 * Installs packages with apt, refreshing its lists only when they turn out to be needed.
 *
 * @param packages - Names of packages.
 * @param log - Told what happens.
 */
export async function aptInstall(packages: readonly string[], log: Log): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  const install = [...options, 'install', '-y', '--no-install-recommends', ...packages];
  const line = `Installing ${packages.join(', ')} with apt-get`;
  log(`${line}.`);
  await withHeartbeat(log, line, async () => {
    const simulated = await run('apt-get', ['-s', ...install], { env });
    if (simulated.code !== 0) {
      log('The package lists are missing or old; running apt-get update.');
      await mustRun('apt-get', [...options, 'update'], { env });
    }
    const first = await run('apt-get', install, { env });
    if (first.code === 0) return;
    // Old lists name files that the mirror no longer has.
    log('That did not work; refreshing the package lists and trying once more.');
    await mustRun('apt-get', [...options, 'update'], { env });
    await mustRun('apt-get', install, { env });
  });
}

/**
 * Unpacks a package into a folder without installing it: no service is started, and root is not needed unless the package lists
 * have to be refreshed. What it depends on is not there.
 *
 * @param name - Name of the package.
 * @param folder - Where its files go; the folder is there afterwards, whole, or not at all.
 * @param log - Told what happens.
 */
export async function aptUnpack(name: string, folder: string, log: Log): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const place = await mkdtemp(`${folder}-`);
  try {
    log(`Unpacking the package ${name}.`);
    const download = () => run('apt-get', ['download', name], { cwd: place });
    let got = await download();
    if (got.code !== 0) {
      await mustRun('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'update'], {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      });
      got = await download();
    }
    const file = (await readdir(place)).find((entry) => entry.endsWith('.deb'));
    if (got.code !== 0 || file === undefined) throw new Error(`\`apt-get download ${name}\` failed:\n${got.output}`);
    await mustRun('dpkg-deb', ['--extract', join(place, file), join(place, 'files')]);
    await rename(join(place, 'files'), folder);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

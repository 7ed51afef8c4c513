import { readFileSync } from 'node:fs';

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

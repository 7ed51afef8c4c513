import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
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

/**
 * Unpacks packages of another suite of Debian than the machine's own, from the same mirror and with the same keys, into a
 * folder. The machine's own package lists are left alone.
 *
 * @param names - Names of packages.
 * @param suite - Such as `sid`.
 * @param folder - Where their files go, all in one tree; there afterwards, whole, or not at all.
 * @param log - Told what happens.
 */
export async function aptUnpackFrom(names: readonly string[], suite: string, folder: string, log: Log): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const place = await mkdtemp(`${folder}-`);
  try {
    const line = `Getting ${names.join(' and ')} of Debian ${suite}`;
    log(`${line}.`);
    const sources = join(place, 'sources.list');
    await writeFile(sources, `deb ${await debianMirror()} ${suite} main\n`);
    for (const part of ['lists/partial', 'cache/archives/partial', 'debs']) {
      await mkdir(join(place, part), { recursive: true });
    }
    const options = [
      `Dir::Etc::sourcelist=${sources}`,
      'Dir::Etc::sourceparts=/dev/null',
      `Dir::State::lists=${join(place, 'lists')}`,
      `Dir::Cache=${join(place, 'cache')}`,
      // The folder belongs to this user, and apt's own one may not write into it.
      `APT::Sandbox::User=${process.getuid?.() === 0 ? 'root' : ''}`,
      'Acquire::Languages=none',
      'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false',
      'Acquire::Retries=2',
    ].flatMap((option) => ['-o', option]);
    const debs = join(place, 'debs');
    await withHeartbeat(log, line, async () => {
      await mustRun('apt-get', [...options, 'update'], { cwd: debs });
      await mustRun('apt-get', [...options, 'download', ...names.map((name) => `${name}/${suite}`)], { cwd: debs });
    });
    for (const file of await readdir(debs)) {
      await mustRun('dpkg-deb', ['--extract', join(debs, file), join(place, 'files')]);
    }
    await rename(join(place, 'files'), folder);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Where this machine has Debian's own packages from. */
async function debianMirror(): Promise<string> {
  const format = '$(LABEL) $(REPO_URI)';
  const output = await mustRun('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const mirror = /^Debian (\S+)$/mu.exec(output)?.[1];
  if (mirror === undefined) throw new Error('apt has no package lists of Debian itself; `apt-get update` gets them.');
  return mirror;
}

import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { alpineContext, alpineRecipe, type AlpineName } from './alpine-images.ts';
import { aptInstall, whyNoApt } from './apt.ts';
import { cachePath } from './cache-folder.ts';
import { withHeartbeat, type Log } from './log.ts';
import type { PackagedImage } from './packaged-images.ts';
import { findProgram, mustRun, run } from './run.ts';

/** Images that were assembled here carry this label, so that nobody takes them for official. */
export const STAND_IN_LABEL = 'io.mcp-dock.stand-in';

/**
 * Exact versions of what goes into a Node image: the `node-linux-*` package of npm, and an npm of
 * the major that this Node comes with. Some builds of Node are linked with libatomic, which is not
 * part of a minimal Debian; as in the official images, only those get it.
 */
export const NODE_RECIPES: Readonly<Record<string, { node: string; npm: string; libatomic: boolean }>> = {
  22: { node: '22.23.3', npm: '10.9.9', libatomic: process.arch === 'arm64' },
  24: { node: '24.21.0', npm: '11.19.1', libatomic: process.arch === 'arm64' },
  26: { node: '26.10.0', npm: '11.21.2', libatomic: true },
};

/** Releases of Debian that can be assembled, `debian:<suite>-slim`. */
export const DEBIAN_SUITES = ['bookworm', 'trixie'] as const;

export type DebianSuite = (typeof DEBIAN_SUITES)[number];

const DEBIAN_RECIPE = {
  revision: 3,
  suite: 'bookworm' as DebianSuite,
  include: ['ca-certificates'],
  // Fetched along with the rest for those Node images that want it, and not left in Debian.
  aside: 'libatomic1',
  // The same folders that the official slim images leave out, plus what debootstrap leaves behind.
  empty: [
    'usr/share/doc',
    'usr/share/man',
    'usr/share/locale',
    'usr/share/info',
    'usr/share/groff',
    'usr/share/lintian',
    'usr/share/linda',
    'var/lib/apt/lists',
    'var/cache/apt',
    'var/cache/debconf',
    'var/cache/ldconfig',
    'var/log',
    'tmp',
    'dev',
    'proc',
    'sys',
    'run',
  ],
  files: {
    'etc/dpkg/dpkg.cfg.d/docker': [
      'path-exclude /usr/share/doc/*',
      'path-include /usr/share/doc/*/copyright',
      'path-exclude /usr/share/man/*',
      'path-exclude /usr/share/info/*',
      'path-exclude /usr/share/locale/*',
      'force-unsafe-io',
    ],
    'etc/apt/apt.conf.d/docker-clean': [
      'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };',
      'APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };',
      'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";',
      'Acquire::Languages "none";',
    ],
    'usr/sbin/policy-rc.d': ['#!/bin/sh', 'exit 101'],
  },
};

const NODE_FILES = {
  revision: 2,
  entrypoint: [
    '#!/bin/sh',
    'set -e',
    '# An option, a word that is no command, or a file that cannot be run: all of them mean "node".',
    'if [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }; then',
    '  set -- node "$@"',
    'fi',
    'exec "$@"',
    '',
  ].join('\n'),
};

function nodeDockerfile(node: string, libatomic: boolean, recipe: string): string {
  return [
    'FROM debian:bookworm-slim',
    'RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node',
    `ENV NODE_VERSION=${node}`,
    ...(libatomic ? ['COPY aside.deb /tmp/', 'RUN dpkg --install /tmp/aside.deb && rm /tmp/aside.deb'] : []),
    'COPY rootfs/ /',
    `LABEL ${STAND_IN_LABEL}=true ${STAND_IN_LABEL}.recipe=${recipe}`,
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
    '',
  ].join('\n');
}

const ENGINE_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Says whether stand-ins for an engine can be assembled on this machine.
 *
 * @param platform - The engine's platform, such as `linux/amd64`.
 * @returns undefined when they can, otherwise why not.
 */
export function whyNoAssembly(platform: string): string | undefined {
  const own = `linux/${ENGINE_ARCH[process.arch] ?? process.arch}`;
  return (
    whyNoApt() ??
    (ENGINE_ARCH[process.arch] === undefined
      ? `npm has no Node for ${own}`
      : platform === own
        ? undefined
        : `the engine runs ${platform} and this machine is ${own}`)
  );
}

function asideFile(recipe: string): string {
  return cachePath('base-images', `aside-${recipe}.deb`);
}

/** A file in the cache, and the recipe it was made by. */
export interface Ingredient {
  file: string;
  recipe: string;
}

function recipeHash(recipe: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([process.arch, recipe]))
    .digest('hex')
    .slice(0, 12);
}

async function cached(
  name: string,
  recipe: string,
  log: Log,
  make: (folder: string, target: string) => Promise<void>,
): Promise<Ingredient> {
  const folder = cachePath('base-images');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}-${recipe}.tar`);
  const found = await stat(file).catch(() => undefined);
  if (found) {
    log(`The files of ${name} are in the cache (${Math.round(found.size / 1e6)} MB).`);
    return { file, recipe };
  }
  // Renamed when complete, so that an interrupted run never leaves half a file under the name.
  const work = await mkdtemp(join(folder, `work-${name}-`));
  try {
    const unfinished = join(work, 'unfinished.tar');
    await make(work, unfinished);
    await rename(unfinished, file);
    for (const other of await readdir(folder)) {
      if (other.startsWith(`${name}-`) && other !== `${name}-${recipe}.tar`) {
        await rm(join(folder, other), { force: true });
      }
    }
  } finally {
    await removeWork(work);
  }
  return { file, recipe };
}

/** debootstrap mounts inside of its target; an interrupted one leaves that to others. */
async function removeWork(work: string): Promise<void> {
  const mounts = async (): Promise<string[]> => {
    const table = await readFile('/proc/mounts', 'utf8').catch(() => '');
    const targets = table.split('\n').map((line) => line.split(' ')[1] ?? '');
    return targets.filter((target) => target.startsWith(`${work}/`)).toReversed();
  };
  for (const target of await mounts()) await run('umount', [target]);
  // Deleting through a mount would delete what is mounted.
  if ((await mounts()).length > 0) return;
  await rm(work, { recursive: true, force: true });
}

/** Removes what runs that were ended by force left half-done; only for the holder of the lock. */
export async function removeInterrupted(): Promise<void> {
  const folder = cachePath('base-images');
  for (const entry of await readdir(folder).catch(() => [])) {
    if (entry.startsWith('work-')) await removeWork(join(folder, entry));
  }
}

async function tar(folder: string, target: string, ...entries: string[]): Promise<void> {
  await mustRun('tar', [
    '--create',
    `--file=${target}`,
    '--numeric-owner',
    '--sort=name',
    `--directory=${folder}`,
    ...entries,
  ]);
}

/**
 * Gets the file system of a minimal Debian, from the cache or with debootstrap.
 *
 * @param log - Told what happens.
 * @param suite - Its release.
 * @returns The tar file and its recipe.
 */
export async function debianRootfs(log: Log, suite: DebianSuite = 'bookworm'): Promise<Ingredient> {
  // Debian itself and some of the Node images want it at the same time.
  const known = rootfs.get(suite) ?? assembleDebian(suite, log);
  rootfs.set(suite, known);
  return known;
}

const rootfs = new Map<DebianSuite, Promise<Ingredient>>();

async function assembleDebian(suite: DebianSuite, log: Log): Promise<Ingredient> {
  const recipe = recipeHash({ ...DEBIAN_RECIPE, suite });
  // What is left of an older recipe is found by its name, so none may be the beginning of another.
  const name = suite === 'bookworm' ? 'debian' : suite;
  return cached(name, recipe, log, async (work, target) => {
    if (!findProgram('debootstrap')) await aptInstall(['debootstrap'], log);
    const root = join(work, 'rootfs');
    const { include, aside } = DEBIAN_RECIPE;
    const line = `Assembling a minimal Debian ${suite} with debootstrap`;
    log(`${line}.`);
    await withHeartbeat(log, line, async () =>
      mustRun(
        'debootstrap',
        ['--variant=minbase', `--include=${[...include, aside].join(',')}`, suite, root],
        // Nobody needs these files after a power cut; waiting for the disk is most of the time.
        { env: { DPKG_FORCE: 'unsafe-io' } },
      ),
    );
    await setAside(root, aside, asideFile(recipe));
    await addUpdates(join(root, 'etc/apt/sources.list'));
    for (const folder of DEBIAN_RECIPE.empty) {
      const path = join(root, folder);
      for (const entry of await readdir(path).catch(() => [])) {
        await rm(join(path, entry), { recursive: true, force: true });
      }
    }
    // apt wants these two, and does not make them itself.
    await mkdir(join(root, 'var/lib/apt/lists/partial'), { recursive: true });
    await mkdir(join(root, 'var/cache/apt/archives/partial'), { recursive: true });
    await mkdir(join(root, 'run/lock'), { recursive: true });
    await chmod(join(root, 'run/lock'), 0o1777);
    for (const [path, lines] of Object.entries(DEBIAN_RECIPE.files)) {
      await writeFile(join(root, path), `${lines.join('\n')}\n`);
    }
    await chmod(join(root, 'usr/sbin/policy-rc.d'), 0o755);
    // Names and addresses of the machine that assembles are nobody's business.
    for (const path of ['etc/hostname', 'etc/resolv.conf', 'etc/machine-id']) {
      await rm(join(root, path), { force: true });
    }
    await tar(root, target, '.');
  });
}

/**
 * Gets the build context of an image that Debian's packages make.
 *
 * @param name - The image.
 * @param image - What goes into it.
 * @param log - Told what happens.
 * @returns The tar file of the context and its recipe.
 */
export async function packagedContext(name: string, image: PackagedImage, log: Log): Promise<Ingredient> {
  const recipe = recipeHash(image);
  return cached(name.replaceAll(/[^a-z0-9]+/gu, '-'), recipe, log, async (work, target) => {
    const { suite, files, dockerfile } = image;
    await mkdir(join(work, 'rootfs'));
    for (const [path, content] of Object.entries(files)) {
      const file = join(work, 'rootfs', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      await chmod(file, 0o755);
    }
    const lines = [
      `FROM debian:${suite}-slim`,
      ...dockerfile,
      `LABEL ${STAND_IN_LABEL}=true ${STAND_IN_LABEL}.recipe=${recipe}`,
      '',
    ];
    await writeFile(join(work, 'Dockerfile'), lines.join('\n'));
    await tar(work, target, '--owner=0', '--group=0', 'Dockerfile', 'rootfs');
  });
}

/**
 * Gets the build context of an image of Alpine's kind.
 *
 * @param name - The image.
 * @param log - Told what happens.
 * @returns The tar file of the context and its recipe.
 */
export async function muslContext(name: AlpineName, log: Log): Promise<Ingredient> {
  const recipe = recipeHash(alpineRecipe(name));
  // What is left of an older recipe is found by its name, so none may be the beginning of another.
  return cached(name.startsWith('node') ? 'musl-node' : 'alpine', recipe, log, async (work, target) => {
    const label = `LABEL ${STAND_IN_LABEL}=true ${STAND_IN_LABEL}.recipe=${recipe}`;
    const entries = await alpineContext(name, work, label);
    await tar(work, target, '--owner=0', '--group=0', ...entries);
  });
}

/**
 * Gets the build context of a Node image on top of Debian, from the cache or from npm's packages.
 *
 * @param major - The Node major.
 * @param log - Told what happens.
 * @returns The tar file of the context and its recipe.
 */
export async function nodeContext(major: string, log: Log): Promise<Ingredient> {
  const versions = NODE_RECIPES[major];
  if (!versions) throw new Error(`There is no recipe for Node ${major}.`);
  const name = `node-${major}`;
  const recipe = recipeHash([NODE_FILES, versions, nodeDockerfile('', versions.libatomic, '')]);
  return cached(name, recipe, log, async (work, target) => {
    const line = `Getting Node ${versions.node} and npm ${versions.npm} from npm's registry`;
    log(`${line}.`);
    const packed = await withHeartbeat(log, line, async () =>
      Promise.all([
        unpack(`node-linux-${process.arch}@${versions.node}`, work, 'node'),
        unpack(`npm@${versions.npm}`, work, 'npm'),
      ]),
    );
    const [nodePackage, npmPackage] = packed;
    const local = join(work, 'rootfs', 'usr', 'local');
    await mkdir(join(local, 'bin'), { recursive: true });
    await mkdir(join(local, 'lib', 'node_modules'), { recursive: true });
    await rename(join(nodePackage, 'bin', 'node'), join(local, 'bin', 'node'));
    await chmod(join(local, 'bin', 'node'), 0o755);
    await rename(join(nodePackage, 'include'), join(local, 'include'));
    await keepOneOpenssl(join(local, 'include', 'node', 'openssl', 'archs'));
    await rename(npmPackage, join(local, 'lib', 'node_modules', 'npm'));
    for (const program of ['npm', 'npx']) {
      const script = `lib/node_modules/npm/bin/${program}-cli.js`;
      await chmod(join(local, script), 0o755);
      await symlink(`../${script}`, join(local, 'bin', program));
    }
    await symlink('node', join(local, 'bin', 'nodejs'));
    const entrypoint = join(local, 'bin', 'docker-entrypoint.sh');
    await writeFile(entrypoint, NODE_FILES.entrypoint, { mode: 0o755 });
    await chmod(entrypoint, 0o755);
    await writeFile(join(work, 'Dockerfile'), nodeDockerfile(versions.node, versions.libatomic, recipe));
    const entries = ['Dockerfile', 'rootfs'];
    if (versions.libatomic) {
      const debian = await debianRootfs(log);
      await copyFile(asideFile(debian.recipe), join(work, 'aside.deb'));
      entries.push('aside.deb');
    }
    await tar(work, target, '--owner=0', '--group=0', ...entries);
  });
}

async function setAside(root: string, name: string, target: string): Promise<void> {
  const archives = join(root, 'var/cache/apt/archives');
  const file = (await readdir(archives)).find((entry) => entry.startsWith(`${name}_`));
  if (file === undefined) throw new Error(`debootstrap did not keep the package ${name}.`);
  await copyFile(join(archives, file), target);
  await mustRun('chroot', [root, 'dpkg', '--purge', name]);
}

/** debootstrap names the release only; images in use get security updates, too. */
async function addUpdates(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [, mirror, suite] = /^deb (\S+) (\S+) main/mu.exec(text) ?? [];
  if (mirror === undefined || suite === undefined) return;
  const lines = [text.trimEnd(), `deb ${mirror} ${suite}-updates main`];
  if (/\/debian\/?$/u.test(mirror)) {
    lines.push(`deb ${mirror.replace(/\/$/u, '')}-security ${suite}-security main`);
  }
  await writeFile(file, `${lines.join('\n')}\n`);
}

/** The official slim images, too, keep the headers of one processor only: 40 MB less. */
async function keepOneOpenssl(archs: string): Promise<void> {
  const own = process.arch === 'arm64' ? 'linux-aarch64' : 'linux-x86_64';
  for (const entry of await readdir(archs).catch(() => [])) {
    if (entry !== own) await rm(join(archs, entry), { recursive: true, force: true });
  }
}

async function unpack(specification: string, work: string, name: string): Promise<string> {
  const downloads = join(work, `${name}-download`);
  await mkdir(downloads);
  // The ordinary client knows the user's registry, proxy and certificates, and checks integrity.
  await mustRun('npm', ['pack', specification, '--pack-destination', downloads, '--loglevel=error'], {
    cwd: work,
  });
  const [tarball] = await readdir(downloads);
  if (tarball === undefined) throw new Error(`npm packed nothing for ${specification}.`);
  const folder = join(work, name);
  await mkdir(folder);
  await mustRun('tar', [
    '--extract',
    `--file=${join(downloads, tarball)}`,
    `--directory=${folder}`,
    '--strip-components=1',
    '--no-same-owner',
  ]);
  return folder;
}

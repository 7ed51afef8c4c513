import { npm, pnpm, yarn } from './node-managers.js';
import type { Runtime, RuntimeChoice } from './runtime.js';

/** Both stages must be of one release: the program that is copied links the C++ library of its own. */
const DEBIAN = 'bookworm';
/** Of one release as well: musl and the C++ library are those of Alpine. */
const ALPINE = '3.23';
/** Where the `node` program comes from, and into what it is put. */
export const NODE_IMAGES = {
  build: (version: string) => `node:${version}-${DEBIAN}-slim`,
  runtime: `debian:${DEBIAN}-slim`,
};
export const DEFAULT_VERSION_OF_NODE = '24';
const FLAGS = ['--disable-warning=ExperimentalWarning'];
// A small young generation keeps a server under 100 MiB that would let garbage grow to three times that under load. Source maps
// would cost 8 MB more; NODE_OPTIONS=--enable-source-maps turns them on when a stack trace is wanted.
const RUNTIME_FLAGS = [...FLAGS, '--max-semi-space-size=2'];

/** TypeScript on Node.js, bundled to one file; the image gets the `node` program and nothing else of the Node image. */
export const nodeRuntime = {
  id: 'node',
  title: 'TypeScript on Node.js',
  versionTitle: 'Node.js',
  versionFlag: '--node',
  versions: [
    { version: '22', status: 'maintained until April 2027' },
    { version: '24', status: 'maintained until April 2028' },
    { version: '26', status: 'maintained until April 2029; its program alone is 25 MB larger' },
  ],
  defaultVersion: DEFAULT_VERSION_OF_NODE,
  versionIn: /^FROM \S*\bnode:(\d+)-(?:bookworm-slim|alpine[\d.]+)(?=[\s@])/mu,
  managers: [npm, pnpm, yarn],
  bases: [
    { id: 'slim', title: 'Debian without what servers do not need', usedIn: /-slim(?:@\S+)? AS runtime$/mu },
    {
      id: 'alpine',
      title: 'Alpine Linux, 70 MB smaller, with musl in place of glibc',
      untested: true,
      usedIn: /\balpine:[\d.]+(?:@\S+)? AS runtime$/mu,
    },
  ],
  serverFiles: ['src/', 'test/', 'build.ts', 'dev.ts', 'package.json', 'tsconfig.json'],
  defaults: (version: string, { base = 'slim' }: RuntimeChoice = {}) => ({
    buildImage: base === 'alpine' ? `node:${version}-alpine${ALPINE}` : NODE_IMAGES.build(version),
    runtimeImage: base === 'alpine' ? `alpine:${ALPINE}` : NODE_IMAGES.runtime,
    alpine: base === 'alpine',
    entrypoint: ['node', ...RUNTIME_FLAGS, '/app/server.js'],
    developmentEntrypoint: ['node', ...FLAGS, '/app/dev.ts'],
    healthcheck: ['node', '/app/healthcheck.js'],
    developmentHealthcheck: ['node', ...FLAGS, '/app/src/healthcheck.ts'],
    budgets: budgetsOf(version, base),
  }),
} as const satisfies Runtime;

/** The program itself grew by 25 MB after version 24; Debian without it is 70 MB larger than Alpine. */
function budgetsOf(version: string, base: string): Readonly<Record<string, string>> {
  const expected = (base === 'alpine' ? 160 : 225) + (Number(version) > 24 ? 25 : 0);
  return { imageSizeWarning: `${expected}MB`, imageSize: `${expected + 25}MB` };
}

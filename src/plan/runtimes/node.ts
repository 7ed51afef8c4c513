import { npm, pnpm, yarn } from './node-managers.js';
import type { Runtime } from './runtime.js';

/** Both stages must be of one release: the program that is copied links the C++ library of its own. */
const DEBIAN = 'bookworm';
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
  defaultVersion: '24',
  versionIn: /^FROM \S*\bnode:(\d+)-bookworm-slim\b/mu,
  managers: [npm, pnpm, yarn],
  serverFiles: ['src/', 'test/', 'build.ts', 'dev.ts', 'package.json', 'tsconfig.json'],
  defaults: (version: string) => ({
    buildImage: `node:${version}-${DEBIAN}-slim`,
    runtimeImage: `debian:${DEBIAN}-slim`,
    entrypoint: ['node', ...RUNTIME_FLAGS, '/app/server.js'],
    developmentEntrypoint: ['node', ...FLAGS, '/app/dev.ts'],
    healthcheck: ['node', '/app/healthcheck.js'],
    liveness: ['node', '/app/healthcheck.js', 'live'],
    developmentHealthcheck: ['node', ...FLAGS, '/app/src/healthcheck.ts'],
    // The program itself grew by 25 MB.
    budgets:
      Number(version) > 24
        ? { imageSizeWarning: '250MB', imageSize: '275MB' }
        : { imageSizeWarning: '225MB', imageSize: '250MB' },
  }),
} as const satisfies Runtime;

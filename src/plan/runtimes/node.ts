import type { Runtime } from './runtime.js';

/** Both stages must be of one release: the program that is copied links the C++ library of its own. */
const DEBIAN = 'bookworm';
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
  versionIn: /^FROM \S*\bnode:(\d+)-bookworm-slim\b/mu,
  packageManager: 'npm',
  lockFile: 'package-lock.json',
  serverFiles: ['src/', 'test/', 'build.ts', 'dev.ts', 'package.json', 'package-lock.json', 'tsconfig.json'],
  project: {
    manifest: 'package.json',
    lock: 'npm install',
    install: 'npm ci',
    develop: 'npm run dev',
    test: 'npm test',
    lint: 'npm run typecheck',
    makeToken: `node -p "require('node:crypto').randomBytes(32).toString('base64url')"`,
    madeAgain: ['node_modules/', 'dist/', 'coverage/', '*.tsbuildinfo'],
  },
  defaults: (version: string) => ({
    buildImage: NODE_IMAGES.build(version),
    runtimeImage: NODE_IMAGES.runtime,
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

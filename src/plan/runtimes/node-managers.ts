import type { RuntimeManager, RuntimeProject } from './runtime.js';

const MADE_AGAIN = ['node_modules/', 'dist/', 'coverage/', '*.tsbuildinfo'];

const project = (id: string, run: string) =>
  ({
    manifest: 'package.json',
    lock: `${id} install`,
    install: `${id} install`,
    develop: `${run} dev`,
    test: `${id} test`,
    lint: `${run} typecheck`,
    makeToken: `node -p "require('node:crypto').randomBytes(32).toString('base64url')"`,
    madeAgain: MADE_AGAIN,
  }) as const satisfies RuntimeProject;

/** It comes with Node.js. */
export const npm = {
  id: 'npm',
  lockFile: 'package-lock.json',
  files: ['package-lock.json'],
  project: { ...project('npm', 'npm run'), install: 'npm ci' },
  image: {
    managerPackage: '',
    managerFiles: 'package-lock.json',
    lockName: 'package-lock.json',
    cachePath: '/root/.npm',
    login: 'npmrc',
    loginFile: '.npmrc',
    install: 'npm ci --include=dev --no-audit --no-fund --no-update-notifier',
    build: 'npm run build',
    test: 'npm test',
  },
  usedIn: /\bnpm ci\b/u,
} as const satisfies RuntimeManager;

const PNPM = '11.28.10';

/** The last major that is a JavaScript program: it takes its authorities from NODE_EXTRA_CA_CERTS as every other does. */
export const pnpm = {
  id: 'pnpm',
  version: PNPM,
  pin: `pnpm@${PNPM}`,
  lockFile: 'pnpm-lock.yaml',
  files: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  project: {
    ...project('pnpm', 'pnpm run'),
    install: 'pnpm install --frozen-lockfile',
    tools: `\`npm install --global pnpm@${PNPM}\` brings pnpm.`,
    madeAgain: [...MADE_AGAIN, '.pnpm-store/'],
  },
  image: {
    managerPackage: `pnpm@${PNPM}`,
    managerFiles: 'pnpm-lock.yaml pnpm-workspace.yaml',
    lockName: 'pnpm-lock.yaml',
    cachePath: '/root/.local/share/pnpm/store',
    login: 'npmrc',
    loginFile: '.npmrc',
    install: 'pnpm install --frozen-lockfile',
    build: 'pnpm run build',
    test: 'pnpm test',
  },
  usedIn: /\bpnpm install\b/u,
} as const satisfies RuntimeManager;

const YARN = '4.18.1';

/** With a plain node_modules. Yarn 1 is in the images of Node.js, but nobody maintains it. */
export const yarn = {
  id: 'yarn',
  version: YARN,
  pin: `yarn@${YARN}`,
  lockFile: 'yarn.lock',
  files: ['yarn.lock', '.yarnrc.yml'],
  // npm writes every yarn.lock anew that it finds, in the format of Yarn 1.
  keptIn: 'yarn/',
  project: {
    ...project('yarn', 'yarn run'),
    install: 'yarn install --immutable',
    tools: `\`npm install --global @yarnpkg/cli-dist@${YARN}\` brings Yarn.`,
    madeAgain: [...MADE_AGAIN, '.yarn/'],
  },
  image: {
    managerPackage: `@yarnpkg/cli-dist@${YARN}`,
    managerFiles: 'yarn.lock .yarnrc.yml',
    lockName: 'yarn.lock',
    cachePath: '/root/.yarn',
    login: 'yarnrc',
    loginFile: '.yarnrc.yml',
    install: 'yarn install --immutable',
    build: 'yarn run build',
    test: 'yarn test',
  },
  usedIn: /\byarn install\b/u,
} as const satisfies RuntimeManager;

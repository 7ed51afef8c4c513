import type { ForeignChoices } from './foreign-choices.js';

const DEBIAN = 'bookworm';

/** The same file in every image of Node.js; `templates/foreign/pid1-node.hbs` says what it is for. */
export const NODE_PID1 = 'mcp-dock.pid1.mjs';

interface Manager {
  readonly package?: (version: string) => string;
  readonly environment: string;
  readonly cachePath: string;
  readonly all: string;
  readonly production: string;
  readonly run: string;
}

const QUIET = '--no-audit --no-fund --no-update-notifier';
const NPM: Manager = {
  environment: '',
  cachePath: '/root/.npm',
  all: `npm ci --include=dev ${QUIET}`,
  production: `npm ci --omit=dev ${QUIET}`,
  run: 'npm run',
};
const NPM_WITHOUT_LOCK: Manager = {
  ...NPM,
  all: `npm install --include=dev --no-package-lock ${QUIET}`,
  production: `npm install --omit=dev --no-package-lock ${QUIET}`,
};
const PNPM: Manager = {
  package: (version) => `pnpm@${version}`,
  environment: 'CI=true',
  cachePath: '/root/.local/share/pnpm/store',
  all: 'pnpm install --frozen-lockfile',
  production: 'pnpm install --frozen-lockfile --prod',
  run: 'pnpm run',
};
const YARN_1: Manager = {
  package: (version) => `yarn@${version}`,
  environment: '',
  cachePath: '/usr/local/share/.cache/yarn',
  all: 'yarn install --frozen-lockfile --non-interactive --production=false',
  production: 'yarn install --frozen-lockfile --non-interactive --production=true',
  run: 'yarn run',
};
const YARN: Manager = {
  package: (version) => `@yarnpkg/cli-dist@${version}`,
  // A plain node_modules: that is what the runtime stage takes over. The release of the project itself is not fetched again.
  environment: 'YARN_NODE_LINKER=node-modules YARN_IGNORE_PATH=1 YARN_ENABLE_TELEMETRY=0',
  cachePath: '/root/.yarn',
  all: 'yarn install --immutable',
  production: 'yarn workspaces focus --production',
  run: 'yarn run',
};

const BUN: Manager = {
  package: (version) => `bun@${version}`,
  environment: '',
  cachePath: '/root/.bun/install/cache',
  all: 'bun install --frozen-lockfile',
  production: 'bun install --frozen-lockfile --production',
  run: 'bun run',
};

function managerOf({ packageManager, packageManagerVersion = '', lockFile }: ForeignChoices): Manager {
  if (packageManager === 'pnpm') return lockFile === undefined ? unlocked(PNPM) : PNPM;
  if (packageManager === 'bun') return lockFile === undefined ? unlocked(BUN) : BUN;
  if (packageManager === 'yarn') {
    const manager = packageManagerVersion.startsWith('1.') ? YARN_1 : YARN;
    return lockFile === undefined ? unlocked(manager) : manager;
  }
  return lockFile === undefined ? NPM_WITHOUT_LOCK : NPM;
}

const unlocked = (manager: Manager): Manager => ({
  ...manager,
  all: manager.all.replace(/ --(?:frozen-lockfile|immutable)/u, ''),
  production: manager.production.replace(/ --(?:frozen-lockfile|immutable)/u, ''),
});

/** What the Dockerfile of a Node.js server is made of, beside what every server has. */
export function nodeImage(choices: ForeignChoices) {
  const { runtimeVersion, packageManager, packageManagerVersion, build, project, keepDevelopmentDependencies } =
    choices;
  const manager = managerOf(choices);
  const own = packageManagerVersion === undefined ? undefined : manager.package?.(packageManagerVersion);
  const production = keepDevelopmentDependencies ? manager.all : manager.production;
  const files = project.members === undefined ? project.ownScripts : [];
  const [program = 'node', ...rest] = choices.command;
  return {
    buildImage: `node:${runtimeVersion}-${DEBIAN}-slim`,
    // The program that is copied links the C++ library of its own release of Debian.
    runtimeImage: `debian:${DEBIAN}-slim`,
    compiled: choices.compiled.join(', '),
    skippedDownloads: (choices.skippedDownloads ?? []).join(' '),
    manager: packageManager,
    managerPackage: own ?? '',
    managerEnvironment: manager.environment,
    cachePath: manager.cachePath,
    ownScripts: files,
    workspace: workspaceOf(project),
    npmrc: project.npmrc === 'secret',
    installAll: manager.all,
    installProduction: production,
    build: build === undefined ? '' : build.replace(/^npm run/u, manager.run),
    // A wrapped package has nothing of its own to copy.
    ownSources: choices.wraps === undefined,
    pid1: NODE_PID1,
    entrypoint:
      program === 'node'
        ? ['node', '--import', `/usr/local/lib/${NODE_PID1}`, ...absolute(rest)]
        : ['node', '--import', `/usr/local/lib/${NODE_PID1}`, ...absolute([program, ...rest])],
    budgets: { imageSizeWarning: '300MB', imageSize: '400MB' },
  };
}

/** What makes the manifests of a workspace ones that can be installed before there is anything built. */
function workspaceOf({ members, ownScripts }: ForeignChoices['project']) {
  if (members === undefined) return false;
  const manifests = ['package.json', ...members.map((folder) => `${folder}/package.json`)];
  const program = `const fs = require('fs'); for (const file of process.argv.slice(1)) { const it = JSON.parse(fs.readFileSync(file, 'utf8')); for (const name of '${ownScripts.join(' ')}'.split(' ')) delete (it.scripts || {})[name]; fs.writeFileSync(file, JSON.stringify(it)); }`;
  return { strip: ownScripts.length === 0 ? '' : `node -e "${program}" ${manifests.join(' ')}` };
}

/** The file that is started, by its full path: the folder in which the server runs may be another. */
function absolute(words: readonly string[]): string[] {
  const index = words.findIndex(
    (word, at) =>
      !word.startsWith('-') && !/^(?:--import|--require|-r|--loader|--env-file)$/u.test(words[at - 1] ?? ''),
  );
  return words.map((word, at) => (at === index && !word.startsWith('/') ? `/app/${word}` : word));
}

import type { MakefileDocument } from './makefile/plan-makefile.js';
import { canRenewLock } from './package-locks.js';
import { languageOf, managerOf, runtimeOf } from './runtimes/index.js';
import type { ScaffoldChoices } from './scaffold-choices.js';
import type { Stack } from './stack/plan-stack.js';
import type { ServerTemplate } from './templates/server-template.js';

/** What the documents of a project are about. */
export interface GuideSubject {
  readonly project: string;
  readonly service: string;
  readonly network: string;
  readonly volume: string;
  readonly image: string;
  readonly choices: ScaffoldChoices;
  readonly template: ServerTemplate;
  readonly stack: Stack;
  readonly makefile: MakefileDocument;
  /** Port of this machine on which MCP clients reach it. */
  readonly mcpPort: number;
  /** The same as an address, without a path. */
  readonly url: string;
  readonly endpoint: string;
  readonly healthPath: string;
  /** Arguments of Compose for production. */
  readonly composeFiles: string;
  readonly hasBackend: boolean;
  readonly keepsData: boolean;
  /** Folder of the server's own data in its container; empty when there is none. */
  readonly dataPath: string;
  /** Options of `docker run` that mount it. */
  readonly mount: string;
  /** Otherwise it is a file. */
  readonly tokenIsVariable: boolean;
}

/** For DOCKER_README.md and the checklist. */
export function containerGuide(subject: GuideSubject) {
  const { project, service, image, url, endpoint, healthPath, composeFiles, hasBackend, keepsData } = subject;
  const { choices, stack, makefile, template } = subject;
  const has = (part: string) => choices.with.includes(part);
  return {
    project,
    service,
    network: subject.network,
    volume: subject.volume,
    dataPath: subject.dataPath,
    mount: subject.mount,
    tokenIsVariable: subject.tokenIsVariable,
    image,
    endpoint,
    healthPath,
    composeFiles,
    hasBackend,
    keepsData,
    port: choices.port,
    // With a backend, that one keeps the data.
    volumeOfServer: keepsData && !hasBackend,
    url: `${url}${endpoint}`,
    healthUrl: `${url}${healthPath}`,
    postgres: has('postgres'),
    redis: has('redis'),
    secrets: stack.secrets.length > 0,
    autoheal: has('autoheal'),
    // One that nothing else of the project has.
    otherPort: subject.mcpPort + 100 > 65_535 ? subject.mcpPort - 100 : subject.mcpPort + 100,
    proxy: has('proxy'),
    fullstack: has('fullstack'),
    replicas: has('postgres') && !has('fullstack'),
    aws: template.id === 'aws',
    production: hasBackend || template.production,
    serviceToken: template.serviceToken,
    fresh: canRenewLock(choices.packageManager),
    diagram: diagramOf(subject),
    groups: makefile.groups,
    targets: makefile.groups.flatMap(({ targets }) => targets).length,
    sources: managerOf(choices.runtime, choices.packageManager).project,
  };
}

/** For the guides about AWS. */
export const awsGuide = (subject: GuideSubject) => ({
  project: subject.project,
  service: subject.service,
  network: subject.network,
  image: subject.image,
  port: subject.choices.port,
  url: subject.url,
  endpoint: subject.endpoint,
  healthPath: subject.healthPath,
  sources: managerOf(subject.choices.runtime, subject.choices.packageManager).project,
});

/** Who asks whom, one line for each step. */
function diagramOf({ service, url, endpoint, template, hasBackend, choices, volume }: GuideSubject): string[] {
  const has = (part: string) => choices.with.includes(part);
  const step = (how: string) => ['   |', `   |  ${how}`, '   v'];
  const store = has('postgres')
    ? 'postgres   the tasks, on a network without a way out'
    : '(its volume)   the tasks, in SQLite';
  const cache = has('redis') ? ['backend also asks redis, which remembers pages of tasks for at most 10 s'] : [];
  return [
    'MCP client, such as Claude, Cursor or VS Code',
    ...step(`HTTP ${url}${endpoint}, or standard input and output of a container`),
    ...(has('proxy') ? ['proxy   nginx, which can wait for a new server', ...step('HTTP')] : []),
    `${service}   protocol, tools, health, metrics`,
    ...(template.id === 'aws'
      ? [...step('HTTPS, signed with the credentials that it was given'), 'AWS   STS, IAM, Secrets Manager']
      : []),
    ...(hasBackend
      ? [...step('HTTP with a token that both know'), 'backend   FastAPI', ...step('SQL'), store, ...cache]
      : []),
    ...(template.dataFile !== undefined && !hasBackend ? [...step('SQLite'), `volume ${volume}`] : []),
  ];
}

/** For DOCKER_IMPLEMENTATION_SUMMARY.md; the files of the templates are added where they are known. */
export function summaryOf({ project, choices, template, stack, image, composeFiles }: GuideSubject) {
  const { serverFiles } = runtimeOf(choices.runtime);
  const manager = managerOf(choices.runtime, choices.packageManager);
  const backend = Object.values(stack.images).flatMap(({ folder, files }) =>
    files.map((file) => ({ path: `${folder}/${file}`, title: purposeOf(file, 'the backend') })),
  );
  return {
    project,
    settings: [
      ['Server', template.title],
      ['Runtime', languageOf(choices)],
      ['Packages by', manager.id],
      ['Image', `\`${image}\``],
      ['Port', String(choices.port)],
      ['Parts', choices.with.join(', ') || 'none'],
      ['Base images from', `\`${choices.baseRegistry}\``],
      ['Name in registries of MCP servers', `\`${choices.serverName}\``],
      ['Production', `\`docker compose ${composeFiles} up --detach --wait\``],
    ].map(([name = '', value = '']) => ({ name, value })),
    sources: [
      ...[...serverFiles, ...manager.files].map((file) => ({ path: file, title: purposeOf(file, 'the server') })),
      ...backend,
    ],
    secretFiles: stack.secrets.map((name) => ({
      path: `secrets/${name}`,
      title: 'A secret that Compose hands over as a file',
    })),
  };
}

/** What a folder or a file of sources is for. */
function purposeOf(file: string, whose: string): string {
  const purposes: Readonly<Record<string, string>> = {
    'src/': `Sources of ${whose}`,
    'test/': `Tests of ${whose}`,
    'tests/': `Tests of ${whose}`,
    'build.ts': `Bundles ${whose} to one file`,
    'dev.ts': `Starts ${whose} again when a source changes`,
    'dev.py': `Starts ${whose} again when a source changes`,
    'package.json': `Names the dependencies of ${whose}`,
    'pyproject.toml': `Names the dependencies of ${whose}`,
    'package-lock.json': 'Pins those dependencies',
    'uv.lock': 'Pins those dependencies',
    'pnpm-lock.yaml': 'Pins those dependencies',
    'yarn.lock': 'Pins those dependencies',
    'requirements.txt': 'Pins those dependencies',
    'requirements-dev.txt': 'Pins those of tests and checks',
    'pnpm-workspace.yaml': 'Settings of pnpm',
    '.yarnrc.yml': 'Settings of Yarn',
    'tsconfig.json': 'Settings of the compiler',
  };
  const found = purposes[file];
  if (found === undefined) throw new Error(`Nothing says what ${file} is for.`);
  return found;
}

import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';
import type { Detection, Transport } from '../detect/detection.js';
import { nodeManifest, pythonManifest } from '../detect/manifests.js';
import type { Language, ProjectView } from '../detect/project-view.js';
import { uvLockOf } from '../detect/uv-lock.js';
import { memberOf, membersOf } from '../detect/workspace.js';
import { NODE_VERSIONS, PYTHON_VERSIONS } from '../detect/versions.js';
import { nameFrom } from '../project-name.js';
import { DEFAULT_BASE_REGISTRY, faultOf } from '../scaffold-choices.js';
import type { ForeignChoices, ForeignProject } from './foreign-choices.js';

/** What a person gave as flags, or answered; each wins over what was found. */
export interface GivenForeign {
  readonly name?: string;
  readonly port?: number;
  readonly runtime?: Language;
  readonly runtimeVersion?: string;
  readonly baseRegistry?: string;
  readonly serverName?: string;
  readonly command?: readonly string[];
  readonly transport?: Transport | 'both';
  /** The server's own arguments, with every transport. */
  readonly args?: readonly string[];
  /** Names of variables without which it does not start. */
  readonly required?: readonly string[];
}

/** Something that nobody found and nobody gave. */
export interface OpenQuestion {
  readonly about: 'runtime' | 'command' | 'transport' | 'port';
  readonly question: string;
  readonly flag: string;
  /** Where was looked. */
  readonly looked: string;
  /** What was found, where it is too much. */
  readonly candidates?: readonly string[];
}

/** The first thing that is open, in the order in which answers decide about later ones. */
export function openQuestion(detection: Detection, given: GivenForeign): OpenQuestion | undefined {
  if (given.runtime === undefined && detection.languages.length !== 1)
    return {
      about: 'runtime',
      question: 'Language of the server',
      flag: '--runtime',
      looked: detection.languages.map(({ from }) => from).join(', ') || 'the folder',
    };
  if (given.command === undefined && detection.command === undefined)
    return {
      about: 'command',
      question: 'Command that starts the server',
      flag: '--command',
      ...(detection.commands.length > 1 && { candidates: detection.commands.map(({ value }) => value.join(' ')) }),
      looked:
        detection.languages[0]?.value === 'python'
          ? 'project.scripts, __main__.py and files that run a server'
          : 'bin, scripts.start, main, exports and the usual files',
    };
  const transports = transportsWanted(detection, given);
  if (transports.length === 0)
    return {
      about: 'transport',
      question: 'Transport of the server',
      flag: '--transport',
      looked: 'the sources',
    };
  if (transports.includes('http') && given.port === undefined && detection.port === undefined)
    return {
      about: 'port',
      question: 'Port of the server',
      flag: '--port',
      looked: 'variables, listen() and --port in the sources',
    };
  return undefined;
}

function transportsWanted(
  { transports, transportSwitch }: Detection,
  { transport }: GivenForeign,
): readonly Transport[] {
  if (transport === 'both') return ['stdio', 'http'];
  if (transport !== undefined) return [transport];
  const found = transports.map(({ value }) => value);
  // One variable of the image can say only one thing: HTTP, for whoever wants stdio starts a container with another value.
  if (found.length === 2 && transportSwitch?.value.arguments === undefined)
    return [transportSwitch === undefined ? 'stdio' : 'http'];
  return found;
}

/** Detection + flags and answers → choices. Everything has to be settled: {@link openQuestion} says nothing. Throws PACKAGE_MANAGER_UNSUPPORTED. */
export function settle(
  view: ProjectView,
  detection: Detection,
  given: GivenForeign,
  words?: ManifestWords,
): ForeignChoices {
  if (detection.packageManager?.value === 'pipenv')
    throw new McpDockError('PACKAGE_MANAGER_UNSUPPORTED', {
      manager: 'Pipenv',
      from: detection.packageManager.from,
      advice: 'Write its lock for pip: `pipenv requirements --hash > requirements.txt`, and run this again.',
    });
  const runtime = given.runtime ?? detection.languages[0]?.value ?? 'node';
  const manifest: ManifestWords = words ?? (runtime === 'node' ? nodeManifest(view) : pythonManifest(view)) ?? {};
  const name = given.name ?? nameFrom((manifest.name ?? view.folder).replace(/^@[^/]+\//u, ''));
  const versions: readonly string[] = runtime === 'node' ? NODE_VERSIONS : PYTHON_VERSIONS;
  const wanted = transportsWanted(detection, given);
  const port = given.port ?? detection.port?.value ?? 3000;
  const args = given.args ?? [];
  const switched = detection.transportSwitch?.value.arguments;
  const argsOf = (transport: Transport) => [
    ...(wantsWord(detection, wanted) ? (switched?.[transport] ?? []) : []),
    ...(transport === 'http' ? placeArguments(detection, given, port) : []),
    ...args,
  ];
  const found = new Set((given.required ?? []).map(String));
  const serverName = given.serverName ?? serverNameOf(manifest.mcpName);
  return {
    name,
    version: versionOf(manifest.version),
    description: oneLine(manifest.description ?? 'An MCP server.', 200),
    ...(manifest.license !== undefined && { license: oneLine(manifest.license, 80) }),
    ...(serverName !== undefined && { serverName }),
    baseRegistry: given.baseRegistry ?? DEFAULT_BASE_REGISTRY,
    runtime,
    runtimeVersion: given.runtimeVersion ?? detection.version?.value ?? versions[0] ?? '24',
    packageManager: detection.packageManager?.value ?? (runtime === 'node' ? 'npm' : 'pip'),
    ...(detection.packageManagerVersion !== undefined && {
      packageManagerVersion: detection.packageManagerVersion.value,
    }),
    ...(detection.lockFile !== undefined && { lockFile: detection.lockFile.value }),
    command: given.command ?? detection.command?.value ?? [],
    transports: {
      ...(wanted.includes('http') && { http: { port, path: detection.path?.value ?? '/mcp', args: argsOf('http') } }),
      ...(wanted.includes('stdio') && { stdio: { args: argsOf('stdio') } }),
    },
    args,
    ...(wanted.includes('http') && detection.health !== undefined && { healthPath: detection.health.value }),
    environment: environmentOf(runtime, detection, wanted, port),
    variables: [
      ...[...found].map((one) => ({ name: one, required: true, from: '--env' })),
      ...detection.variables
        .filter(({ value }) => !found.has(value.name))
        .map(({ value, from }) => ({ ...value, from })),
    ],
    ...(detection.build !== undefined && { build: buildFor(view, detection, given) }),
    compiled: detection.nativeModules.map(({ value }) => value),
    ...(detection.skippedDownloads.length > 0 && {
      skippedDownloads: [...new Set(detection.skippedDownloads.map(({ value }) => value))],
    }),
    systemPackages: detection.systemPackages.map(({ value }) => value),
    keepDevelopmentDependencies: detection.runsWithDevelopmentDependencies,
    project: foreignProject(view, runtime, detection),
    tools: [],
  };
}

/** In a workspace of pnpm only the package that is started is built, after those of the workspace that it needs. */
function buildFor(view: ProjectView, { build, command, packageManager }: Detection, given: GivenForeign): string {
  const member = memberOf(view, given.command ?? command?.value);
  return packageManager?.value === 'pnpm' && member?.manifest.scripts['build'] !== undefined
    ? `pnpm --filter ./${member.folder}... run build`
    : (build?.value ?? '');
}

/** Options with which a server listens where a container can be reached, and on the port that is said of it. */
function placeArguments(
  { hostOption, portOption, port: found }: Detection,
  given: GivenForeign,
  port: number,
): string[] {
  const args = given.args ?? [];
  const fresh = (name: string) => !args.some((word) => word === name || word.startsWith(`${name}=`));
  // A port that stands in the sources is the one on which it listens; a framework's own may be another here.
  const sure = given.port === undefined && found?.from.startsWith('default of') !== true;
  return [
    ...(hostOption !== undefined && fresh(hostOption.value) ? [hostOption.value, '0.0.0.0'] : []),
    ...(portOption !== undefined && !sure && fresh(portOption.value) ? [portOption.value, String(port)] : []),
  ];
}

/** What a manifest, or a registry, says in words. */
export interface ManifestWords {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  /** Name under which registries of MCP servers know it. */
  readonly mcpName?: string;
}

/** Registries would refuse any other. */
const serverNameOf = (name: string | undefined) =>
  name !== undefined && faultOf.serverName(name) === undefined ? name : undefined;

/** The word that selects a transport is needed where there are two to select from, or where it has to be said for HTTP. */
const wantsWord = ({ transports }: Detection, wanted: readonly Transport[]) =>
  wanted.length === 2 || (transports.length === 2 && wanted.length === 1);

/** Written by anybody, and shown to everybody. */
const oneLine = (text: string, most: number) => cleanText(text.replaceAll(/\s+/gu, ' ').trim().slice(0, most), most);

/** A tag of an image: what else a version may hold is left out. */
const versionOf = (version: string | undefined) => {
  const tag = (version ?? '')
    .replaceAll(/[^\w.-]/gu, '-')
    .replace(/^[.-]+/u, '')
    .slice(0, 60);
  return tag === '' ? '0.1.0' : tag;
};

function environmentOf(
  runtime: Language,
  { portVariable, hostVariable, transportSwitch, sdk, transports }: Detection,
  wanted: readonly Transport[],
  port: number,
): Record<string, string> {
  const variable = transportSwitch?.value.variable;
  const chosen = wanted[0];
  return {
    ...(variable !== undefined &&
      chosen !== undefined &&
      transports.length > 1 && { [variable.name]: variable[chosen] }),
    ...(wanted.includes('http') && {
      ...(portVariable !== undefined && { [portVariable.value]: String(port) }),
      ...(hostVariable !== undefined && { [hostVariable.value]: '0.0.0.0' }),
      // FastMCP, and the SDK that took it over, listen on the loopback when nobody says otherwise.
      ...(runtime === 'python' && sdk !== undefined && { FASTMCP_HOST: '0.0.0.0', FASTMCP_PORT: String(port) }),
    }),
  };
}

const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
const MANIFESTS: Readonly<Record<Language, readonly string[]>> = {
  node: [
    'package.json',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'yarn.lock',
    'bun.lock',
    'bun.lockb',
    'bunfig.toml',
    '.yarnrc.yml',
  ],
  python: ['pyproject.toml', 'uv.lock', 'poetry.lock', 'requirements.txt', '.python-version'],
};
const UNNEEDED = ['test', 'tests', '__tests__', 'docs', 'examples', 'benchmarks', 'CHANGELOG.md', 'CONTRIBUTING.md'];

export function foreignProject(
  view: ProjectView,
  runtime: Language,
  { command, build, output }: Detection,
): ForeignProject {
  const node = runtime === 'node' ? nodeManifest(view) : undefined;
  const members = node?.workspaces === true ? membersOf(view) : [];
  const npmrc = view.texts.get('.npmrc');
  const npmrcKind =
    npmrc === undefined ? undefined : /_auth|_password|token|cert|key/iu.test(npmrc) ? 'secret' : 'plain';
  const there = MANIFESTS[runtime].filter((file) => view.paths.has(file));
  // The install of a workspace wants the manifests of all its packages.
  const manifests = node?.workspaces === true ? ['.'] : [...there, ...(npmrcKind === 'plain' ? ['.npmrc'] : [])];
  const started = command?.value.at(-1) ?? '';
  const folders = new Set([...view.paths].map((path) => path.split('/')[0] ?? ''));
  const made =
    build === undefined
      ? []
      : [
          'dist',
          'build',
          ...(output === undefined ? [] : [output.value]),
          ...members.map(({ folder }) => `${folder}/dist`),
        ];
  return {
    manifests,
    ownScripts: LIFECYCLE.filter((script) =>
      [node, ...members.map(({ manifest }) => manifest)].some((one) => one?.scripts[script] !== undefined),
    ),
    ...(node?.workspaces === true && { members: members.map(({ folder }) => folder) }),
    ...(runtime === 'node' && npmrcKind !== undefined && { npmrc: npmrcKind }),
    ...(runtime === 'python' && uvLockOf(view)?.covers === true && { lockCovers: true }),
    packaged: runtime === 'python' && pythonManifest(view)?.packaged === true,
    hashed: /--hash=/u.test(view.texts.get('requirements.txt') ?? ''),
    made: [...new Set(made)].filter((folder) => !builtFrom(view, folder)),
    unneeded: [
      ...UNNEEDED.filter((folder) => folders.has(folder) && !started.startsWith(`${folder}/`)),
      ...members
        .flatMap(({ folder }) => ['test', 'tests', '__tests__'].map((name) => `${folder}/${name}`))
        .filter((folder) => [...view.paths].some((path) => path.startsWith(`${folder}/`))),
    ],
  };
}

/** Some projects keep sources, or the scripts of their build, in a folder of that name. */
const builtFrom = (view: ProjectView, folder: string) =>
  [...view.paths].some((path) => path.startsWith(`${folder}/`) && /(?<!\.d)\.[cm]?tsx?$/u.test(path));

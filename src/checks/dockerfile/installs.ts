import {
  environmentNames,
  instructionsOf,
  runCommands,
  stageChain,
  type RunCommand,
} from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import { baseName, unwrapped } from '../../model/shell-commands.js';

export type Manager = 'npm' | 'pnpm' | 'yarn' | 'bun' | 'uv' | 'pip' | 'poetry' | 'pipenv' | 'pdm';

/** A command that installs what the project depends on. */
export interface Install {
  readonly manager: Manager;
  readonly instruction: DockerfileInstruction;
  readonly line: number;
  /** For a person. */
  readonly text: string;
  /** It takes what a lock file, or hashes, say and nothing else. */
  readonly locked: boolean;
  /** Requirements files that it reads. */
  readonly files: readonly string[];
  /** Packages that it names itself, with what it asks of them. */
  readonly packages: readonly string[];
  /** It installs the project itself, from its sources. */
  readonly project: boolean;
  /** By pip, or as pip does it: by requirements and not by a lock of its own. */
  readonly byRequirements: boolean;
  /** It leaves the dependencies alone. */
  readonly alone: boolean;
}

type Environment = ReadonlyMap<string, string>;

/** Every install of one stage, in order; what stages before it have set counts. */
export function installsOf(file: DockerfileFact, stage: number): Install[] {
  const before = stageChain(file, stage)
    .slice(0, -1)
    .flatMap((index) => instructionsOf(file, index));
  const own = instructionsOf(file, stage);
  return own.flatMap((instruction, index) => {
    if (instruction.keyword !== 'RUN') return [];
    const environment = environmentNames([...before, ...own.slice(0, index)]);
    return runCommands(instruction).flatMap((command) => installOf(command, instruction, environment) ?? []);
  });
}

type Words = readonly string[];
const has = (words: Words, ...flags: string[]) =>
  words.some((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)));
const isOn = (value: string | undefined) => value !== undefined && /^(?:1|true|yes|on)$/iu.test(value);

function installOf(
  command: RunCommand,
  instruction: DockerfileInstruction,
  environment: Environment,
): Install | undefined {
  const words = unwrapped(command.words);
  const name = baseName(words[0] ?? '');
  const own = new Map([...environment, ...command.assignments.map(({ name: key, value }) => [key, value] as const)]);
  const rest = words.slice(1);
  const found = readers(name)?.(rest, own);
  if (found === undefined) return undefined;
  const text = words.join(' ');
  return {
    files: [],
    packages: [],
    project: false,
    alone: false,
    byRequirements: false,
    ...found,
    instruction,
    line: command.line,
    text: text.length <= 80 ? text : `${text.slice(0, 79)}…`,
  };
}

type Found = Pick<Install, 'manager' | 'locked'> &
  Partial<Pick<Install, 'files' | 'packages' | 'project' | 'alone' | 'byRequirements'>>;
type Reader = (words: Words, environment: Environment) => Found | undefined;

function readers(name: string): Reader | undefined {
  if (/^pip[\d.]*$/u.test(name)) return pip;
  if (/^python[\d.]*$/u.test(name))
    return (words, environment) =>
      words[0] === '-m' && words[1] === 'pip' ? pip(words.slice(2), environment) : undefined;
  return BY_NAME[name];
}

/** Words without flags; the value of a flag that stands as a word of its own goes with it. */
function plainWords(words: Words, valued: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (valued.has(word)) index += 1;
    else if (!word.startsWith('-')) found.push(word);
  }
  return found;
}

const NPM_VALUES = new Set([
  '--prefix',
  '--registry',
  '--cache',
  '--workspace',
  '-w',
  '--loglevel',
  '-C',
  '--dir',
  '--filter',
  '-F',
  '--cwd',
  '--network-timeout',
  '--cache-folder',
  '--modules-folder',
  '--omit',
  '--include',
]);

function npm(words: Words): Found | undefined {
  const [verb, ...packages] = plainWords(words, NPM_VALUES);
  if (verb === undefined || has(words, '-g', '--global', '--location') || has(words, '--package-lock-only'))
    return undefined;
  if (/^(?:ci|clean-install|ic|install-clean|install-ci-test|cit)$/u.test(verb))
    return { manager: 'npm', locked: true };
  if (!/^(?:install|i|in|add|isntall|install-test|it|update|up)$/u.test(verb)) return undefined;
  // A folder or an archive of the build itself.
  const named = packages.filter((word) => !/^(?:\.{0,2}\/|file:|.*\.tgz$|\.$)/u.test(word));
  return { manager: 'npm', locked: false, packages: named };
}

function pnpm(words: Words, environment: Environment): Found | undefined {
  const [verb, ...packages] = plainWords(words, NPM_VALUES);
  if (verb === undefined || has(words, '-g', '--global')) return undefined;
  if (verb === 'fetch' || verb === 'ci') return { manager: 'pnpm', locked: true };
  if (verb === 'add' || verb === 'update' || verb === 'up') return { manager: 'pnpm', locked: false, packages };
  if (verb !== 'install' && verb !== 'i') return undefined;
  const refused = has(words, '--no-frozen-lockfile') || words.includes('--frozen-lockfile=false');
  const locked = !refused && (has(words, '--frozen-lockfile', '--offline') || isOn(environment.get('CI')));
  return { manager: 'pnpm', locked };
}

function yarn(words: Words, environment: Environment): Found | undefined {
  const [verb = 'install', ...packages] = plainWords(words, NPM_VALUES);
  if (verb === 'global' || has(words, '--version', '-v')) return undefined;
  // Takes what an earlier install, or the lock, has settled; there is no flag to refuse another.
  if (verb === 'workspaces' && packages[0] === 'focus') return { manager: 'yarn', locked: true };
  if (verb === 'add' || verb === 'up' || verb === 'upgrade') return { manager: 'yarn', locked: false, packages };
  if (verb !== 'install') return undefined;
  const locked =
    has(words, '--frozen-lockfile', '--immutable') ||
    isOn(environment.get('YARN_ENABLE_IMMUTABLE_INSTALLS')) ||
    (isOn(environment.get('CI')) && !has(words, '--no-immutable'));
  return { manager: 'yarn', locked: locked && !words.includes('--immutable=false') };
}

function bun(words: Words): Found | undefined {
  const [verb, ...packages] = plainWords(words, NPM_VALUES);
  if (verb === 'ci') return { manager: 'bun', locked: true };
  if (verb === 'add') return { manager: 'bun', locked: false, packages };
  if (verb !== 'install' && verb !== 'i') return undefined;
  return { manager: 'bun', locked: has(words, '--frozen-lockfile'), packages };
}

const UV_VALUES = new Set([
  '--python',
  '-p',
  '--directory',
  '--project',
  '--cache-dir',
  '--group',
  '--extra',
  '--package',
  '--index',
  '--default-index',
  '--index-url',
  '--config-file',
  '--only-group',
  '--no-group',
  '--no-install-package',
  '--link-mode',
]);

function uv(words: Words, environment: Environment): Found | undefined {
  const [verb, ...rest] = plainWords(words, UV_VALUES);
  if (verb === 'pip') {
    const from = words.indexOf('pip');
    return pip(words.slice(from + 1), environment, 'uv');
  }
  if (verb === 'add' && !has(words, '--script')) return { manager: 'uv', locked: false, packages: rest };
  if (verb !== 'sync') return undefined;
  const locked =
    has(words, '--locked', '--frozen') || isOn(environment.get('UV_LOCKED')) || isOn(environment.get('UV_FROZEN'));
  const partly = has(words, '--no-install-project', '--no-install-workspace', '--no-install-local', '--only-group');
  return { manager: 'uv', locked, project: !partly };
}

const PIP_VALUES = new Set([
  '-r',
  '--requirement',
  '--requirements',
  '-c',
  '--constraint',
  '--constraints',
  '--target',
  '-t',
  '--prefix',
  '--root',
  '-i',
  '--index-url',
  '--extra-index-url',
  '--python',
  '-p',
  '--find-links',
  '-f',
  '--cache-dir',
  '--platform',
  '--trusted-host',
  '--cert',
  '--timeout',
  '--retries',
  '--proxy',
  '--upgrade-strategy',
  '--group',
  '-e',
  '--editable',
  '--default-index',
  '--index',
  '--log',
]);
/** What installs others, and is no part of a server. */
const TOOLS =
  /^(?:pip|setuptools|wheel|uv|poetry(?:-\w+)*|pipenv|pdm|hatch|hatchling|build|pip-tools|virtualenv|flit(?:-core)?|maturin|cython|poetry-plugin-export)(?![\w.-])/iu;

function pip(words: Words, environment: Environment, manager: Manager = 'pip'): Found | undefined {
  const plain = plainWords(words, PIP_VALUES);
  const verb = plain[0];
  if ((verb !== 'install' && verb !== 'sync') || has(words, '--dry-run')) return undefined;
  const valuesOf = (...flags: string[]) =>
    words.flatMap((word, index) => {
      if (flags.includes(word)) return words[index + 1] ?? [];
      const flag = flags.find(
        (one) =>
          word.startsWith(one.startsWith('--') ? `${one}=` : one) &&
          word !== one &&
          (one.startsWith('--') || !word.startsWith('--')),
      );
      return flag === undefined ? [] : word.slice(flag.length + (flag.startsWith('--') ? 1 : 0));
    });
  const files = [...valuesOf('-r', '--requirement', '--requirements'), ...(verb === 'sync' ? plain.slice(1) : [])];
  const editable = valuesOf('-e', '--editable');
  const named = verb === 'sync' ? [] : plain.slice(1);
  const folders = named.filter((word) => /^(?:\.|\/|\.\.\/)|^file:|\.whl$|\.tar\.gz$|^\$/u.test(word));
  const packages = named.filter((word) => !folders.includes(word) && !TOOLS.test(word));
  const project = [...folders, ...editable].some((word) => !/\.whl$|\.tar\.gz$/u.test(word));
  if (files.length === 0 && packages.length === 0 && !project) return undefined;
  const alone = has(words, '--no-deps');
  const hashes =
    has(words, '--require-hashes') ||
    isOn(environment.get('PIP_REQUIRE_HASHES')) ||
    isOn(environment.get('UV_REQUIRE_HASHES'));
  const constrained = valuesOf('-c', '--constraint', '--constraints').length > 0 || environment.has('PIP_CONSTRAINT');
  return {
    manager,
    locked: hashes || constrained || (project && alone && packages.length === 0 && files.length === 0),
    files,
    packages,
    project,
    alone,
    byRequirements: true,
  };
}

function poetry(words: Words): Found | undefined {
  const [verb, ...rest] = plainWords(
    words,
    new Set(['--only', '--with', '--without', '-C', '--directory', '-P', '--project', '-E', '--extras']),
  );
  if (verb === 'add' || verb === 'update' || verb === 'lock')
    return { manager: 'poetry', locked: false, packages: verb === 'add' ? rest : [] };
  if (verb !== 'install' && verb !== 'sync') return undefined;
  // Poetry goes by its lock where there is one, and stops when the two disagree.
  return { manager: 'poetry', locked: true, project: !has(words, '--no-root') };
}

function pipenv(words: Words): Found | undefined {
  const [verb, ...packages] = plainWords(words, new Set(['--python']));
  if (verb === 'sync') return { manager: 'pipenv', locked: true };
  if (verb !== 'install') return undefined;
  return { manager: 'pipenv', locked: has(words, '--deploy', '--ignore-pipfile'), packages };
}

function pdm(words: Words): Found | undefined {
  const [verb] = plainWords(words, new Set(['-G', '--group', '-p', '--project']));
  if (verb === 'sync') return { manager: 'pdm', locked: true };
  if (verb !== 'install') return undefined;
  return { manager: 'pdm', locked: has(words, '--frozen-lockfile', '--check') };
}

const BY_NAME: Readonly<Record<string, Reader>> = { npm, pnpm, yarn, bun, uv, poetry, pipenv, pdm };

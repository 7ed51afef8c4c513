import {
  environmentNames,
  imageInstructions,
  mountedCaches,
  runCommands,
  type RunCommand,
} from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { baseName, unwrapped } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { NO_STAGE, placeIn, shortened, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/clean-layers',
  title: 'No package cache stays in a layer',
  why: 'What a step leaves behind is in the image for good: a later step can hide it and not take it out.',
  remedy: 'Clean up in the same RUN, switch the cache off, or mount one: `RUN --mount=type=cache,target=…`.',
  severity: 'warning',
  references: [
    { title: 'Docker: cache mounts', url: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts' },
    { title: 'Docker: apt-get', url: 'https://docs.docker.com/build/building/best-practices/#apt-get' },
  ],
  aliases: ['DL3009', 'DL3015', 'DL3019', 'DL3032', 'DL3040', 'DL3042', 'DL3060', 'DKL-DI-0005'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    return files.length === 0 ? NO_STAGE : files.flatMap(findingsOf);
  },
});

type Environment = ReadonlyMap<string, string>;

interface Cache {
  /** For a person: what stays. */
  readonly what: string;
  readonly remedy: string;
  readonly fills: (words: readonly string[], environment: Environment) => boolean;
  /** Folders of which a mount keeps the cache out of the layer. */
  readonly mounts: RegExp;
  /** A command of the same RUN that takes it away. */
  readonly cleans: RegExp;
}

const installs = (words: readonly string[], program: RegExp, verbs: RegExp) =>
  program.test(baseName(words[0] ?? '')) && words.slice(1).some((word) => verbs.test(word));
const isSet = (value: string | undefined) => value !== undefined && !/^(?:0|false|no|off|)$/iu.test(value);

const CACHES: readonly Cache[] = [
  {
    what: 'leaves the package lists of apt in the layer',
    remedy: 'End the same RUN with `rm -rf /var/lib/apt/lists/*`.',
    fills: (words) => installs(words, /^(?:apt-get|apt|aptitude)$/u, /^update$/u),
    mounts: /^\/var\/lib\/apt(?:\/lists)?$/u,
    cleans: /\brm\s.*\/var\/lib\/apt(?:\/lists|\/\*|\s|$)|\bfind\s+\/var\/lib\/apt\/lists/u,
  },
  {
    what: 'leaves the index of apk in the layer',
    remedy: 'Write `apk add --no-cache`.',
    fills: (words) =>
      (installs(words, /^apk$/u, /^(?:add|upgrade)$/u) &&
        (words.includes('-U') || words.includes('--update-cache') || words.includes('--update'))) ||
      (installs(words, /^apk$/u, /^update$/u) && !words.includes('--no-cache')),
    mounts: /^\/(?:var\/cache\/apk|etc\/apk\/cache)$/u,
    cleans: /\brm\s.*\/var\/cache\/apk|\bapk\s+cache\s+clean/u,
  },
  {
    what: 'leaves the cache of pip in the layer',
    remedy: 'Add `--no-cache-dir`, or mount a cache at /root/.cache/pip.',
    fills: (words, environment) =>
      !isSet(environment.get('PIP_NO_CACHE_DIR')) &&
      !words.includes('--no-cache-dir') &&
      (installs(words, /^pip[\d.]*$/u, /^install$/u) ||
        (/^python[\d.]*$/u.test(baseName(words[0] ?? '')) &&
          words[1] === '-m' &&
          words[2] === 'pip' &&
          words.includes('install'))),
    mounts: /\/\.cache(?:\/pip)?$/u,
    cleans: /\brm\s.*\.cache|\bpip[\d.]*\s+cache\s+purge/u,
  },
  {
    what: 'leaves the cache of uv in the layer',
    remedy: 'Add `--no-cache`, or mount a cache at /root/.cache/uv.',
    fills: (words, environment) =>
      !isSet(environment.get('UV_NO_CACHE')) &&
      !words.some((word) => /^(?:-n|--no-cache(?:-dir)?)$/u.test(word)) &&
      installs(words, /^uv$/u, /^(?:sync|install)$/u),
    mounts: /\/\.cache(?:\/uv)?$|\/uv(?:-cache)?$/u,
    cleans: /\brm\s.*\.cache|\buv\s+cache\s+(?:clean|prune)/u,
  },
  {
    what: 'leaves the cache of npm in the layer',
    remedy: 'End the same RUN with `npm cache clean --force`, or mount a cache at /root/.npm.',
    fills: (words) =>
      installs(words, /^npm$/u, /^(?:ci|install|i|clean-install)$/u) &&
      !words.some((word) => word.startsWith('--cache=/tmp')),
    mounts: /\/\.npm$/u,
    cleans: /\bnpm\s+cache\s+clean|\brm\s.*(?:\.npm|\/root)(?:\/|\s|$)/u,
  },
  {
    what: 'leaves the cache of Yarn in the layer',
    remedy: 'End the same RUN with `yarn cache clean`, or mount a cache.',
    fills: (words) =>
      baseName(words[0] ?? '') === 'yarn' &&
      (words.length === 1 || /^(?:install|add|--.*)$/u.test(words[1] ?? '')) &&
      !words.includes('--version'),
    mounts: /yarn/u,
    cleans: /\byarn\s+cache\s+clean|\brm\s.*yarn/u,
  },
  {
    what: 'leaves the cache of dnf in the layer',
    remedy: 'End the same RUN with `dnf clean all`.',
    fills: (words) => installs(words, /^(?:dnf|yum|microdnf)$/u, /^(?:install|update|upgrade)$/u),
    mounts: /^\/var\/cache\/(?:dnf|yum|libdnf5)$/u,
    cleans: /\b(?:dnf|yum|microdnf)\s+(?:-y\s+)?clean\s+all|\brm\s.*\/var\/cache\/(?:dnf|yum|\*)/u,
  },
];

function findingsOf(file: DockerfileFact): Finding[] {
  const all = imageInstructions(file);
  return all.flatMap((instruction, index): Finding[] => {
    if (instruction.keyword !== 'RUN') return [];
    const commands = runCommands(instruction);
    const environment = environmentNames(all.slice(0, index));
    return [...left(file, instruction, commands, environment), ...recommended(file, instruction, commands)];
  });
}

function left(
  file: DockerfileFact,
  instruction: DockerfileInstruction,
  commands: readonly RunCommand[],
  environment: Environment,
): Finding[] {
  const mounts = mountedCaches(instruction);
  const cacheFolders = ['UV_CACHE_DIR', 'PIP_CACHE_DIR', 'NPM_CONFIG_CACHE', 'npm_config_cache'].flatMap(
    (name) => environment.get(name) ?? [],
  );
  if (mounts.some((target) => cacheFolders.includes(target) || target === '/root' || target === '/root/.cache'))
    return aptOnly(file, instruction, commands, mounts);
  return CACHES.flatMap((cache) => unless(file, instruction, commands, environment, mounts, cache));
}

/** With the caches of the languages mounted elsewhere, what apt leaves is still left. */
const aptOnly = (
  file: DockerfileFact,
  instruction: DockerfileInstruction,
  commands: readonly RunCommand[],
  mounts: readonly string[],
): Finding[] => CACHES.slice(0, 2).flatMap((cache) => unless(file, instruction, commands, new Map(), mounts, cache));

function unless(
  file: DockerfileFact,
  instruction: DockerfileInstruction,
  commands: readonly RunCommand[],
  environment: Environment,
  mounts: readonly string[],
  cache: Cache,
): Finding[] {
  const first = commands.findIndex(({ words, assignments }) =>
    cache.fills(
      unwrapped(words),
      new Map([...environment, ...assignments.map(({ name, value }) => [name, value] as const)]),
    ),
  );
  const filling = commands[first];
  if (filling === undefined || mounts.some((target) => cache.mounts.test(target))) return [];
  if (commands.slice(first).some(({ words }) => cache.cleans.test(words.join(' ')))) return [];
  const words = shortened(unwrapped(filling.words).join(' '));
  return [
    { message: `"${words}" ${cache.what}.`, location: at(file, instruction, filling.line), remedy: cache.remedy },
  ];
}

function recommended(
  file: DockerfileFact,
  instruction: DockerfileInstruction,
  commands: readonly RunCommand[],
): Finding[] {
  return commands
    .filter(({ words }) => {
      const own = unwrapped(words);
      const text = own.join(' ');
      return (
        installs(own, /^(?:apt-get|apt)$/u, /^install$/u) &&
        !/--no-install-recommends|APT::Install-Recommends=(?:0|false|no)/u.test(text)
      );
    })
    .slice(0, 1)
    .map(({ line }) => ({
      message: 'apt installs recommended packages along with those that are asked for.',
      location: at(file, instruction, line),
      remedy: 'Add `--no-install-recommends`, and name what is really needed.',
    }));
}

const at = (file: DockerfileFact, instruction: DockerfileInstruction, line: number) =>
  placeIn(file, line === instruction.line ? instruction : { line });

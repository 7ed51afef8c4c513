import posix from 'node:path/posix';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { secretMounts, type DockerfileOutline, type OutlineInstruction } from './dockerfile-outline.js';
import { OTHER_MANAGERS, isMcpSdk, packageManagers, type PackageManager } from './package-locks.js';
import { tagOf } from './build-tags.js';

/** Where manifests and lock stand in the context, and in the stage that makes the lock anew. */
const IN_CONTEXT = '.mcp-dock-fresh';
const IN_STAGE = '/mcp-dock-fresh';
export const FRESH_DOCKERFILE = '.mcp-dock-fresh.Dockerfile';
const PROJECT = 'project';
const PUBLISHED = 'published.txt';

/** How the lock of a project is made anew: in the project's own stage, in place of its install. */
export interface FreshLockPlan {
  readonly manager: PackageManager;
  /** In the context, with `/`. */
  readonly lock: string;
  /** Files of the context that the package manager needs for it, the lock with them. */
  readonly files: readonly string[];
  /** The Dockerfile's start, with the install replaced. `sdk` are the names of which the newest version is asked for. */
  readonly dockerfile: (sdk: readonly string[]) => string;
}

export interface FreshLockInput {
  readonly outline: DockerfileOutline;
  readonly dockerfileText: string;
  /** Paths of the context. */
  readonly sent: readonly string[];
  /** Why a path is not in the context, for people; undefined when it is nowhere. */
  readonly whyAbsent: (path: string) => string | undefined;
}

/** Throws LOCK_UNAVAILABLE when nothing is installed from a lock, the lock is not sent, or its package manager is not known yet. */
export function planFreshLock({ outline, dockerfileText, sent, whyAbsent }: FreshLockInput): FreshLockPlan {
  const { manager, instruction } = installOf(outline);
  const lock = lockOf(manager, sent, whyAbsent);
  const folder = posix.dirname(lock);
  const isInside = (path: string) => folder === '.' || path.startsWith(`${folder}/`);
  const files = sent.filter(
    (path) =>
      path === lock ||
      (isInside(path) && !/(?:^|\/)node_modules\//u.test(path) && posix.basename(path) === manager.manifest) ||
      (posix.dirname(path) === folder && manager.settings.includes(posix.basename(path))),
  );
  return {
    manager,
    lock,
    files,
    dockerfile: (sdk) => dockerfileOf({ manager, instruction, dockerfileText, lock, sdk }),
  };
}

/** Name under which an image with fresh dependencies stands beside the project's: `acme/weather:fresh`. */
export function freshTag(reference: string): string {
  const tag = tagOf(reference);
  return `${tag === undefined ? reference : reference.slice(0, -tag.length - 1)}:fresh`;
}

function installOf({ instructions }: DockerfileOutline): { manager: PackageManager; instruction: OutlineInstruction } {
  const runs = instructions.filter(({ keyword }) => keyword === 'RUN');
  for (const instruction of runs) {
    const manager = packageManagers.find(({ install }) => install.test(commandOf(instruction)));
    if (manager !== undefined) return { manager, instruction };
  }
  const other = OTHER_MANAGERS.find(({ install }) => runs.some((run) => install.test(commandOf(run))));
  throw unavailable(
    other === undefined
      ? 'No RUN of the Dockerfile installs from a lock with npm or uv.'
      : `The Dockerfile installs with ${other.id}, for which --fresh cannot make a lock anew yet; it can for npm and uv.`,
  );
}

function lockOf(manager: PackageManager, sent: readonly string[], whyAbsent: FreshLockInput['whyAbsent']): string {
  for (const name of manager.locks) {
    if (sent.includes(name)) return name;
    const reason = whyAbsent(name);
    if (reason !== undefined) throw unavailable(`${name} is not sent to the build: ${reason}`);
  }
  const below = sent.filter(
    (path) => manager.locks.includes(posix.basename(path)) && !/(?:^|\/)node_modules\//u.test(path),
  );
  const [only, ...more] = below;
  if (only !== undefined && more.length === 0) return only;
  throw unavailable(
    only === undefined
      ? `The build context has no ${manager.locks.join(' and no ')}, so there is nothing to compare with.`
      : `The build context has several locks (${below.slice(0, 3).join(', ')}), and none of them at its top.`,
  );
}

const unavailable = (reason: string) => new McpDockError('LOCK_UNAVAILABLE', { reason });

/** What a RUN runs, as a shell would read it. */
function commandOf({ text }: OutlineInstruction): string {
  const command = text.replace(/^RUN\s+(?:--\S+\s+)*/u, '');
  if (!command.startsWith('[')) return command;
  try {
    return (JSON.parse(command) as string[]).join(' ');
  } catch {
    return command;
  }
}

interface DockerfileInput {
  readonly manager: PackageManager;
  readonly instruction: OutlineInstruction;
  readonly dockerfileText: string;
  readonly lock: string;
  readonly sdk: readonly string[];
}

/**
 * Everything before the install is the project's: the same base, tools, variables and user. What may be written to is a folder
 * of our own, because manifests are often mounted for reading only.
 */
function dockerfileOf({ manager, instruction, dockerfileText, lock, sdk }: DockerfileInput): string {
  const before = dockerfileText.split(/\r\n|\r|\n/u).slice(0, instruction.line - 1);
  const command = commandOf(instruction);
  const { program = manager.id, options = '' } = manager.install.exec(command)?.groups ?? {};
  const prelude = preludeOf(command, manager) ?? authoritiesOf(instruction.text, manager);
  const update = manager.update(program, keptOptions(options));
  const ask = manager.newest;
  const questions =
    ask === undefined
      ? []
      : sdk
          .filter(isPlainName)
          .map((name) => `version=$(${ask(program, name)} 2>/dev/null) && echo "${name} $version" >> ${PUBLISHED};`);
  const folder = posix.join(IN_STAGE, PROJECT, posix.dirname(lock));
  return [
    ...before,
    `COPY ${IN_CONTEXT}/ ${IN_STAGE}/`,
    `WORKDIR ${folder}`,
    [
      'RUN',
      ...mountsOf(instruction.text),
      prelude,
      `cd ${folder} && : > ${PUBLISHED} && ${update} && {`,
      ...questions,
      'true; }',
    ]
      .filter((part) => part !== '')
      .join(' '),
    'FROM scratch',
    `COPY --from=${instruction.stage} ${posix.join(folder, posix.basename(lock))} ${posix.join(folder, PUBLISHED)} /`,
    '',
  ].join('\n');
}

/** Caches, secrets, and programs of other images; what the context mounts is for reading only, and ours is copied. */
const mountsOf = (text: string): string[] =>
  [...(/^RUN\s+((?:--\S+\s+)*)/u.exec(text)?.[1] ?? '').matchAll(/--\S+/gu)]
    .map(([flag]) => flag)
    .filter((flag) => !(flag.startsWith('--mount=') && !/type=(?:secret|ssh|cache|tmpfs)|from=/u.test(flag)));

/** What the step does before it installs, if that can stand alone: `if … fi; export …;`. */
function preludeOf(command: string, { install }: PackageManager): string | undefined {
  const at = install.exec(command)?.index ?? 0;
  const prelude = command.slice(0, at).trim();
  const count = (word: RegExp) => [...prelude.matchAll(word)].length;
  const whole =
    count(/(?<![\w-])(?:if|for|while|until|case)\s/gu) === count(/(?<![\w-])(?:fi|done|esac)(?![\w-])/gu) &&
    count(/[({]/gu) === count(/[)}]/gu) &&
    count(/"/gu) % 2 === 0 &&
    count(/'/gu) % 2 === 0 &&
    !prelude.includes('<<');
  return whole && (prelude === '' || /(?:;|&&)$/u.test(prelude)) ? prelude : undefined;
}

function authoritiesOf(text: string, { authorities }: PackageManager): string {
  const mount = secretMounts(text).find(({ id }) => id === 'corp_ca');
  if (mount === undefined) return '';
  const exports = authorities.map((name) => `${name}=${mount.target}`).join(' ');
  return `if [ -s ${mount.target} ]; then export ${exports}; fi;`;
}

/** Which registry is asked. */
const keptOptions = (options: string): string =>
  [...options.matchAll(/\s--(?:registry|userconfig|@[\w.-]+:registry)[= ]\S+/gu)].map(([option]) => option).join('');

/** A lock is somebody's text, and this goes to a shell. */
const isPlainName = (name: string): boolean =>
  isMcpSdk(name) && /^(?:@[a-z0-9._-]+\/)?[a-z0-9][a-z0-9._-]*$/u.test(name);

export interface FreshFile {
  /** In the context. A folder when there is no content. */
  readonly path: string;
  readonly mode: number;
  readonly content?: Buffer;
}

/** What the context gets beside the project's files. Whoever the stage's user is may write to the folder. */
export function freshLockFiles(contents: ReadonlyMap<string, Buffer>, dockerfile: string): FreshFile[] {
  const folders = new Set<string>([posix.join(IN_CONTEXT, PROJECT)]);
  for (const path of contents.keys())
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder))
      folders.add(posix.join(IN_CONTEXT, PROJECT, folder));
  return [
    { path: IN_CONTEXT, mode: 0o755 },
    ...[...folders].sort().map((path) => ({ path, mode: 0o777 })),
    ...[...contents].map(([path, content]) => ({ path: posix.join(IN_CONTEXT, PROJECT, path), mode: 0o666, content })),
    { path: FRESH_DOCKERFILE, mode: 0o644, content: Buffer.from(dockerfile) },
  ];
}

/** The lock, and the newest published versions by name, out of the files of the image. */
export function readFreshLock(files: ReadonlyMap<string, Buffer>, { lock, manager }: FreshLockPlan) {
  const content = files.get(posix.basename(lock));
  if (content === undefined) throw new Error(`The image of the fresh lock has no ${posix.basename(lock)}.`);
  const published = new Map(
    (files.get(PUBLISHED)?.toString('utf8') ?? '').split('\n').flatMap((line): [string, string][] => {
      const [name, version] = line.trim().split(' ');
      return name === undefined || version === undefined ? [] : [[name, version.slice(0, 100)]];
    }),
  );
  return { content, packages: manager.read(content.toString('utf8')), published };
}

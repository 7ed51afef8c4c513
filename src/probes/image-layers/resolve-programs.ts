import { posix } from 'node:path';
import { cleanText } from '../../model/clean-text.js';
import type { ImageConfig, ImageContents } from '../../model/facts/image.js';
import { programsOf, type NamedProgram } from './command-words.js';
import { lookUp, type FileTree, type FoundNode } from './file-tree.js';
import { may, type ImageUser } from './image-user.js';

type Resolved = ImageContents['resolved'][number];
type Role = Resolved['role'];

/** Everything of a config that names programs. */
export type ProgramSource = Pick<ImageConfig, 'entrypoint' | 'cmd' | 'healthcheck' | 'path' | 'workingDir'>;

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Looks for every program and script that the config names, as the engine would on start. */
export function resolvePrograms(
  { root }: FileTree,
  { entrypoint, cmd, healthcheck, path, workingDir }: ProgramSource,
  user: ImageUser | undefined,
): Resolved[] {
  const at = posix.resolve('/', workingDir);
  const folders = (path === '' ? DEFAULT_PATH : path).split(':').map((folder) => posix.resolve(at, folder));

  const find = (asked: string): FoundNode | undefined => {
    const candidates = asked.includes('/') ? [posix.resolve(at, asked)] : folders.map((folder) => `${folder}/${asked}`);
    const found = candidates.flatMap((candidate) => lookUp(root, candidate) ?? []).filter(isFile);
    // A look-up in PATH passes files that cannot be run.
    return found.find((one) => usable(one, 1, user)) ?? found[0];
  };
  // Node finds `dist/index` as `dist/index.js`, and a folder by its package.json.
  const fileAt = (asked: string) => lookUp(root, posix.resolve(at, asked));
  const resolve = (asked: string, role: Role, via?: string): Resolved => {
    const isScript = role.endsWith('-file') && via === undefined;
    const whole = isScript ? (fileAt(asked) ?? fileAt(`${asked}.js`)) : find(asked);
    const found = whole !== undefined && isScript ? whole : whole !== undefined && isFile(whole) ? whole : undefined;
    return {
      asked: cleanText(asked),
      role,
      ...(found === undefined ? {} : { path: cleanText(found.path) }),
      executable: found !== undefined && usable(found, isScript ? 4 : 1, user),
      ...(via === undefined ? {} : { via: cleanText(via) }),
    };
  };
  /** The interpreter of a script that is started by its `#!` line. */
  const interpreters = (asked: string, role: Role): Resolved[] => {
    const script = find(asked);
    const words = script?.node.entry.shebang?.trim() === '' ? undefined : script?.node.entry.shebang;
    if (script === undefined || words === undefined) return [];
    // A carriage return belongs to the name for the kernel: the classic of files written on Windows.
    const [interpreter = '', ...rest] = words.replace(/^[ \t]+/u, '').split(/[ \t]+/u);
    const program = posix.basename(interpreter) === 'env' ? rest.find((word) => !/^-|=/u.test(word)) : undefined;
    return [interpreter, ...(program === undefined ? [] : [program])].map((name) => resolve(name, role, script.path));
  };
  const all = (argv: readonly string[], role: 'entrypoint' | 'cmd' | 'healthcheck'): Resolved[] =>
    programsOf(argv).flatMap(({ program, script }: NamedProgram) => [
      resolve(program, role),
      ...interpreters(program, role),
      ...(script === undefined ? [] : [resolve(script, role === 'cmd' ? 'entrypoint-file' : `${role}-file`)]),
    ]);

  const [kind, ...test] = healthcheck?.test ?? [];
  const probe = kind === 'CMD' ? test : kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...test] : [];
  const started = startedBy(entrypoint, cmd, (word) => find(word) !== undefined);
  const resolved = [...all(started.entrypoint, 'entrypoint'), ...all(started.cmd, 'cmd'), ...all(probe, 'healthcheck')];
  return [...new Map(resolved.map((one) => [`${one.role} ${one.asked} ${one.via ?? ''}`, one])).values()];
}

/**
 * What the entrypoint starts with CMD behind it. A wrapper script (`docker-entrypoint.sh`) most often starts CMD as a program;
 * it is taken so when there is such a program.
 */
function startedBy(entrypoint: readonly string[], cmd: readonly string[], exists: (word: string) => boolean) {
  if (entrypoint.length === 0) return { entrypoint: cmd, cmd: [] };
  const [last = ''] = entrypoint;
  const passesOn = entrypoint.length === 1 && /(?:entry-?point|-init|-run)(?:\.sh)?$/u.test(last);
  const first = cmd[0];
  if (passesOn && first !== undefined && exists(first)) return { entrypoint, cmd };
  return { entrypoint: [...entrypoint, ...cmd], cmd: [] };
}

const isFile = ({ node }: FoundNode): boolean => node.entry.type === 'file';

/** A user whose name is in no passwd cannot be asked; the container does not start with it, and another check says so. */
function usable({ node, through }: FoundNode, right: 4 | 1, user: ImageUser | undefined): boolean {
  if (user === undefined) return right === 4 || (node.entry.mode & 0o111) !== 0;
  return may(user, right, node.entry) && through.every((folder) => may(user, 1, folder));
}

import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** BuildKit refuses secrets above 500 KB. */
const MAX_BYTES = 480 * 1000;

/** Where a secret of the build comes from: a file, or a variable of the environment. */
export interface SecretSource {
  readonly id: string;
  readonly file?: string | undefined;
  readonly env?: string | undefined;
  /** A file that is not there is no error. */
  readonly optional?: boolean | undefined;
}

export interface BuildSecret {
  readonly id: string;
  /** Who named it and where it lies, for the plan: never the value. */
  readonly from: string;
  readonly value: Buffer;
}

export interface BuildSecretsInput {
  /** `--secret`s, as `docker build` writes them; paths relative to `cwd`. */
  readonly flags: readonly string[];
  /** `build.secrets` of the config; paths relative to `directory`. */
  readonly configured: readonly SecretSource[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly directory: string;
  /** Told of every optional one that is missing. */
  readonly note?: (message: string) => void;
}

/**
 * Reads the secrets that a build gets; a flag stands before the config's word for the same id. One of the config whose variable
 * is not set is left out: whether the build needs it, its Dockerfile says with `required=true`. One that is optional may lack
 * its file too. Throws SECRET_INVALID.
 */
export async function readBuildSecrets(input: BuildSecretsInput): Promise<BuildSecret[]> {
  const { flags, configured, environment, cwd, directory, note } = input;
  const asked = flags.map((flag) => ({ ...parseSecret(flag), base: cwd, from: '--secret' }));
  const others = configured
    .filter(({ id }) => !asked.some((flag) => flag.id === id))
    .map((source) => ({ ...source, base: directory, from: 'build.secrets' }));
  const read = await Promise.all(
    [...asked, ...others].map(async ({ id, file, env, base, from, optional = false }): Promise<BuildSecret[]> => {
      const refuse = (reason: string, cause?: unknown) =>
        new McpDockError('SECRET_INVALID', { id, from, reason }, { cause });
      if (file !== undefined) {
        const path = resolve(base, file.replace(/^~(?=\/|\\|$)/u, homedir()));
        const value = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
          if (optional && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return undefined;
          throw refuse(`${path}: ${fileFault(cause)}.`, cause);
        });
        if (value === undefined) {
          note?.(`The build goes without its optional secret ${id}: ${path} is not there.`);
          return [];
        }
        if (value.length > MAX_BYTES)
          throw refuse(`${path} has ${Math.ceil(value.length / 1000)} KB, and a build takes 480 KB at most.`);
        return [{ id, from: path, value }];
      }
      const name = env ?? id;
      const value = environment[name];
      if (value === undefined || value === '') {
        if (optional) note?.(`The build goes without its optional secret ${id}: the variable ${name} is not set here.`);
        if (optional || from === 'build.secrets') return [];
        throw refuse(`the variable ${name} is not set here.`);
      }
      return [{ id, from: `$${name}`, value: Buffer.from(value) }];
    }),
  );
  return read.flat();
}

/** `id=ID,src=PATH` or `id=ID,env=NAME`; an id alone names a variable. https://docs.docker.com/reference/cli/docker/buildx/build/#secret */
function parseSecret(flag: string): SecretSource {
  const refuse = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command: 'build' });
  const fields = new Map<string, string>();
  for (const part of flag.split(',')) {
    const [, key, value] = /^(?<key>[a-z]+)=(?<value>.+)$/u.exec(part) ?? [];
    // The part itself stays out of the message: somebody may have meant to give the secret.
    if (key === undefined || value === undefined || !['id', 'src', 'source', 'env', 'type'].includes(key))
      throw refuse(
        '--secret is written id=NAME,src=PATH or id=NAME,env=VARIABLE. A value never stands on a command line.',
      );
    fields.set(key, value);
  }
  const id = fields.get('id');
  if (id === undefined) throw refuse('--secret has no id: write id=NAME,src=PATH or id=NAME,env=VARIABLE.');
  const type = fields.get('type');
  if (type !== undefined && type !== 'file' && type !== 'env')
    throw refuse(`--secret ${id}: a type is file or env, and not "${type}".`);
  const file = fields.get('src') ?? fields.get('source');
  const env = fields.get('env');
  if (file !== undefined && env !== undefined)
    throw refuse(`--secret ${id} names a file and a variable; one of the two.`);
  // As docker has it: with type=env, src is the name of the variable.
  if (type === 'env' && file !== undefined) return { id, env: file };
  return { id, ...(file !== undefined && { file }), ...(env !== undefined && { env }) };
}

/** Of `https://user:password@host/` and `password WORD`, wherever they stand in a line. */
const LOGINS = [/\/\/[^\s/@]*?:([^\s/@]+)@/gu, /\/\/([^\s/@:]{6,})@/gu, /\bpassword\s+(\S+)/gu];
const ADDRESS = /^(?:[@\w.-]+:)?(?:registry\s*=\s*)?(?:https?:)?\/\/[\w.-]+(?::\d+)?\/?$/u;

/**
 * What of a secret a log might show: the whole, every line, what stands behind each `=`, `:` or space of a line, and the login of
 * an address or a .netrc. Addresses without path and login stay readable: which registry refuses is what people have to see.
 */
export function partsOf({ value }: Pick<BuildSecret, 'value'>): string[] {
  const text = value.toString('utf8').trim();
  const lines = text.split(/\r?\n/u).map((line) => line.trim());
  const ends = lines.flatMap((line) =>
    [...line.matchAll(/[=:\s]+/gu)].map((match) =>
      line.slice(match.index + match[0].length).replace(/^"(.*)"$/u, '$1'),
    ),
  );
  const logins = LOGINS.flatMap((login) => [...text.matchAll(login)].flatMap((match) => match.slice(1)));
  const parts = [...lines, ...ends].filter((part) => part.length >= 8 && !ADDRESS.test(part));
  return [...new Set([text, ...parts, ...logins])].filter((part) => part !== '');
}

/** A variable holds no zeros and no broken text, and Windows and Linux limit its length. */
export const fitsVariable = (value: Buffer): boolean => value.length <= 30_000 && !value.includes(0) && isUtf8(value);

import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isSecretName } from '../../model/secret-names.js';
import { findSecrets } from '../../model/find-secrets.js';
import { maskSecrets } from '../../model/clean-text.js';
import { parseEnvFile } from '../../model/env-file.js';
import { isComposeName } from '../../plan/compose/find-setups.js';
import type { Lookup } from '../../plan/compose/interpolate.js';
import { isElsewhere, readComposeFile, referencedFiles } from '../../plan/compose/read-file.js';
import { MAX_YAML_BYTES } from '../../plan/yaml/read-yaml.js';
import { readBounded } from './read-bounded.js';

/** Folders in which people keep Compose files, beside the project's own. */
const FOLDERS = ['.', 'docker', '.docker', 'compose', 'deploy', 'infra'];
const MAX_FILES = 40;

export interface ComposeTexts {
  /** Files that are started, in the order of their names. */
  readonly paths: readonly string[];
  /** Those that `COMPOSE_FILE` names, where it is set. */
  readonly named: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly lookup: Lookup;
  readonly environmentFile: boolean;
}

interface From {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The Compose files of a folder with all that they extend and include. Values of secrets are masked wherever variables bring them,
 * unless `clear`: then nothing of it may become part of a fact.
 */
export async function composeTexts({ cwd, environment }: From, { clear = false } = {}): Promise<ComposeTexts> {
  const texts = new Map<string, string>();
  const load = async (path: string): Promise<string | undefined> => {
    const known = texts.get(path);
    if (known !== undefined || texts.size >= MAX_FILES) return known;
    const file = await readBounded(join(cwd, path), MAX_YAML_BYTES).catch(() => undefined);
    if (file === undefined) return undefined;
    // Cut, it is too large by one character, and said to be.
    const text = file.cut ? `${file.text} ` : file.text;
    texts.set(path, text);
    return text;
  };
  const dotenv = await readBounded(join(cwd, '.env'), MAX_YAML_BYTES).catch(() => undefined);
  const entries = parseEnvFile(dotenv?.text ?? '').entries;
  const plain: Lookup = (name) => environment[name] ?? entries.findLast(({ key }) => key === name)?.value;
  const lookup: Lookup = clear ? plain : (name) => maskedValue(name, plain(name));
  const named = namedFiles(plain);
  const found = await Promise.all(FOLDERS.map((folder) => composeNames(cwd, folder)));
  const paths = [...new Set([...named, ...found.flat()])];
  const queue = [...paths];
  for (const path of queue) {
    const text = await load(path);
    const tree = text === undefined ? undefined : readComposeFile(path, text, plain).tree;
    if (tree === undefined) continue;
    const { extended, included } = referencedFiles(tree);
    const directory = posix.dirname(path);
    const more = [...extended, ...included.flat()]
      .filter((one) => !isElsewhere(one))
      .map((one) => posix.join(directory, one));
    queue.push(...more.filter((one) => !queue.includes(one)).slice(0, MAX_FILES));
    for (const one of included)
      if (one[0] !== undefined) await load(posix.join(directory, posix.dirname(one[0]), '.env'));
  }
  return {
    paths: paths.filter((path) => texts.has(path)),
    named: named.filter((path) => texts.has(path)),
    texts,
    lookup,
    environmentFile: dotenv !== undefined,
  };
}

async function composeNames(cwd: string, folder: string): Promise<string[]> {
  const names = await readdir(join(cwd, folder)).catch(() => []);
  return names
    .filter(isComposeName)
    .sort()
    .map((name) => posix.join(folder, name));
}

function namedFiles(lookup: Lookup): string[] {
  const value = lookup('COMPOSE_FILE') ?? '';
  const separator = lookup('COMPOSE_PATH_SEPARATOR') ?? (process.platform === 'win32' ? ';' : ':');
  return value
    .split(separator === '' ? ':' : separator)
    .filter((path) => path !== '' && !path.startsWith('/'))
    .map((path) => posix.normalize(path));
}

function maskedValue(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return value;
  if (isSecretName(name)) return '••••••';
  const found = findSecrets(value, { place: 'env', name }).map((one) => one.value);
  return maskSecrets(value, found).replace(/(?<=:\/\/[^\s/:@]{0,64}:)[^\s/@]+(?=@)/u, '••••••');
}

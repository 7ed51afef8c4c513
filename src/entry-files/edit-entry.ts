import { isDeepStrictEqual } from 'node:util';
import type { FileFormat } from '../clients/define-client.js';
import { EntryFileFault, isTable, type EntryFormat, type KeyPath } from './entry-format.js';
import { jsonc } from './jsonc.js';
import { toml } from './toml.js';
import { yaml } from './yaml.js';

export const entryFormats: Readonly<Record<FileFormat, EntryFormat>> = { jsonc, toml, yaml };

export interface EditedFile {
  /** Value of the whole file before. */
  readonly value: unknown;
  /** The entry as it was; undefined when there was none. */
  readonly before: unknown;
  /** The file's new text, with the byte order mark and the line ends that it had. */
  readonly text: string;
}

/**
 * Sets (`next` gives the new entry from the old one) or removes (`next` gives undefined) the entry at a path. The result is read
 * back: unless it is what was there with this one difference, the file is refused. Throws EntryFileFault.
 */
export function editEntry(
  name: FileFormat,
  original: string,
  path: KeyPath,
  next: (before: unknown) => unknown,
): EditedFile {
  const format = entryFormats[name];
  const mark = original.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = original.slice(mark.length);
  // A file that mixes line ends keeps its mixture.
  const crlf = /\r\n/u.test(body) && !/(?<!\r)\n/u.test(body);
  const text = crlf ? body.replaceAll('\r\n', '\n') : body;
  const value = format.parse(text);
  requireTables(value, path, (keys) => format.lineOf(text, keys));
  const before = at(value, path);
  const after = next(before);
  if (isDeepStrictEqual(plain(before), plain(after))) return { value, before, text: original };
  const changed = after === undefined ? format.remove(text, path) : format.set(text, path, after);
  if (!isAsMeant(format, changed, { value, path, after })) {
    const line = format.lineOf(text, path) ?? format.lineOf(text, path.slice(0, -1));
    throw new EntryFileFault('unsafe', `${path.join('.')} is written in a way that cannot be changed by itself`, line);
  }
  return { value, before, text: mark + (crlf ? changed.replaceAll('\n', '\r\n') : changed) };
}

function isAsMeant(
  format: EntryFormat,
  changed: string,
  { value, path, after }: { value: unknown; path: KeyPath; after: unknown },
): boolean {
  const meant = withoutEmpty(withAt(value, path, after), path);
  try {
    return isDeepStrictEqual(plain(withoutEmpty(format.parse(changed), path)), plain(meant));
  } catch (error) {
    if (error instanceof EntryFileFault) return false;
    throw error;
  }
}

/** What stands on the way to the entry has to be a table, or not there. */
function requireTables(value: unknown, path: KeyPath, lineOf: (path: KeyPath) => number | undefined): void {
  for (let length = 0; length < path.length; length += 1) {
    const keys = path.slice(0, length);
    const found = at(value, keys);
    if (found === undefined || isTable(found) || (found === null && length > 0)) continue;
    const what = length === 0 ? 'its root' : keys.join('.');
    throw new EntryFileFault('invalid', `${what} is ${kindOf(found)} where entries by name belong`, lineOf(keys));
  }
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'a list' : value === null ? 'empty' : `a ${typeof value}`);

const at = (value: unknown, path: KeyPath): unknown =>
  path.reduce<unknown>((inner, key) => (isTable(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value);

function withAt(value: unknown, path: KeyPath, after: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return after;
  const table = isTable(value) ? value : {};
  const inner = withAt(table[key], rest, after);
  const { [key]: _, ...others } = table;
  return inner === undefined ? others : { ...others, [key]: inner };
}

/** A table of entries without any is as good as none. */
function withoutEmpty(value: unknown, path: KeyPath): unknown {
  const parent = path.slice(0, -1);
  const found = at(value, parent);
  return found === null || (isTable(found) && Object.keys(found).length === 0)
    ? withAt(value, parent, undefined)
    : value;
}

/** Parsers make tables without a prototype; a table is a table. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

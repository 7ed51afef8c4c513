import { parse, stringify, TomlError } from 'smol-toml';
import { EntryFileFault, isTable, type EntryFormat, type KeyPath } from './entry-format.js';

/**
 * TOML, changed by whole tables: a new one goes to the end, another takes the place of the one that was there, and nothing else
 * is touched. An entry that is written in another way (`a.b = …`, `{ … }`) has no lines of its own and is left to a person.
 */
export const toml: EntryFormat = {
  parse(text) {
    try {
      return parse(text, { integersAsBigInt: 'asNeeded' });
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      // Behind the first line the message quotes the file, in which secrets may stand.
      const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /u, '');
      throw new EntryFileFault('invalid', `it is no TOML: ${reason}`, error.line);
    }
  },
  set(text, path, value) {
    const table = toml.snippet(path, value);
    const blocks = blocksOf(text, path);
    if (blocks.length > 0) return cut(text, blocks, table);
    const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n';
    return `${text}${gap}${table}`;
  },
  remove(text, path) {
    const blocks = blocksOf(text, path);
    if (blocks.length === 0) throw otherwise(path, toml.lineOf(text, path));
    return cut(text, blocks, '');
  },
  lineOf(text, path) {
    const table = headersOf(text).find((header) => startsWith(header.path, path));
    if (table !== undefined) return table.line + 1;
    const key = path.at(-1) ?? '';
    const index = text.split('\n').findIndex((line) => !line.trimStart().startsWith('#') && line.includes(key));
    return index < 0 ? undefined : index + 1;
  },
  snippet: (path, value) =>
    `${stringify(path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)).trimEnd()}\n`,
};

const otherwise = (path: KeyPath, line: number | undefined) =>
  new EntryFileFault('unsafe', `${path.join('.')} is no table of its own, [${path.join('.')}]`, line);

interface Header {
  /** 0-based. */
  readonly line: number;
  readonly path: KeyPath;
}

/** Lines from `from` to before `to`, 0-based. */
interface Block {
  readonly from: number;
  readonly to: number;
}

/** The table at the path and those below it; comments and empty lines in front of the next table belong to that. */
function blocksOf(text: string, path: KeyPath): Block[] {
  const lines = text.split('\n');
  const headers = headersOf(text);
  return headers.flatMap(({ line, path: own }, index) => {
    if (!startsWith(own, path)) return [];
    let to = headers[index + 1]?.line ?? lines.length;
    while (to > line + 1 && /^\s*(?:#.*)?$/u.test(lines[to - 1] ?? '')) to -= 1;
    return [{ from: line, to }];
  });
}

const startsWith = (path: KeyPath, start: KeyPath) => start.every((key, index) => path[index] === key);

function cut(text: string, blocks: readonly Block[], table: string): string {
  const lines = text.split('\n');
  const [first] = blocks;
  const gone = table === '' ? blocks.map((block) => withGap(lines, block)) : blocks;
  return lines
    .flatMap((line, index) => {
      const inserted = index === first?.from && table !== '' ? table.trimEnd().split('\n') : [];
      return gone.some(({ from, to }) => index >= from && index < to) ? inserted : [line];
    })
    .join('\n');
}

/** The block, and the empty lines in front of it where others follow it. */
function withGap(lines: readonly string[], { from, to }: Block): Block {
  let start = from;
  if ((lines[to] ?? '').trim() === '') while (start > 0 && (lines[start - 1] ?? '').trim() === '') start -= 1;
  return { from: start, to };
}

/** The headers of tables, `[a.b]` and `[[a.b]]`. What looks like one inside of a string or an array is none. */
function headersOf(text: string): Header[] {
  const headers: Header[] = [];
  let line = 0;
  let depth = 0;
  let atStart = true;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\n') {
      line += 1;
      atStart = true;
      continue;
    }
    if (/\s/u.test(character)) continue;
    if (character === '#' || (character === '[' && atStart && depth === 0)) {
      const rest = text.slice(index).split('\n', 1)[0] ?? '';
      const path = character === '[' ? pathOfHeader(rest) : undefined;
      if (path !== undefined) headers.push({ line, path });
      index += rest.length - 1;
      continue;
    }
    atStart = false;
    const quoted = /^(?:"""(?:\\[^]|[^\\])*?"{3,5}|'''[^]*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')/u.exec(
      text.slice(index, index + LONGEST_STRING),
    )?.[0];
    if (quoted !== undefined) {
      line += quoted.split('\n').length - 1;
      index += quoted.length - 1;
    } else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
  }
  return headers;
}

/** Of a configuration file, in characters. */
const LONGEST_STRING = 100_000;

function pathOfHeader(header: string): KeyPath | undefined {
  try {
    const path: string[] = [];
    for (let value: unknown = parse(header); ;) {
      if (Array.isArray(value)) value = value[0];
      const [entry] = isTable(value) ? Object.entries(value) : [];
      if (entry === undefined) return path;
      path.push(entry[0]);
      value = entry[1];
    }
  } catch {
    // No header, and then the whole file is no TOML, which its parser has said.
    return undefined;
  }
}

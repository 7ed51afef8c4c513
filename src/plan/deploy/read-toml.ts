import { parse, TomlError } from 'smol-toml';
import { listOf, mapOf, type Located, type LocatedEntry } from '../yaml/located.js';
import type { TextProblem } from '../yaml/read-yaml.js';

const MAX_BYTES = 262_144;
const MAX_DEPTH = 60;

/** A TOML file; lines are those of tables and keys that stand on lines of their own. Never throws. */
export function readToml(
  file: string,
  text: string,
): { readonly root?: Located; readonly problems: readonly TextProblem[] } {
  if (text.length > MAX_BYTES) return { problems: [{ line: 1, message: 'It is larger than 256 KiB.' }] };
  const lines = linesOf(text);
  try {
    return { root: read(parse(text), '', 1, 0), problems: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) return { problems: [{ line: 1, message: 'It is no TOML.' }] };
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /u, '');
    return {
      problems: [
        { line: Math.max(1, error.line), column: Math.max(1, error.column), message: `It is no TOML: ${reason}.` },
      ],
    };
  }

  function read(value: unknown, path: string, near: number, depth: number): Located {
    const line = lines.get(path) ?? near;
    const at = { file, line };
    if (Array.isArray(value) && depth < MAX_DEPTH)
      return listOf(
        value.map((item, index) => read(item, `${path}/${index}`, line, depth + 1)),
        at,
      );
    if (typeof value === 'object' && value !== null && !(value instanceof Date) && depth < MAX_DEPTH)
      return mapOf(
        Object.entries(value).map(([key, child]): [string, LocatedEntry] => {
          const below = path === '' ? key : `${path}/${key}`;
          return [key, { at: { file, line: lines.get(below) ?? line }, value: read(child, below, line, depth + 1) }];
        }),
        at,
      );
    const plain = typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
    return { kind: 'scalar', value: plain, text: String(plain), quoted: typeof value === 'string', at };
  }
}

/** Lines by paths such as `http_service/checks/0/path`. */
function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table = '';
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*(?<open>\[{1,2})\s*(?<name>[\w."'-]+)\s*\]{1,2}/u.exec(line)?.groups;
    if (header !== undefined) {
      const name = (header['name'] ?? '').replaceAll(/["']/gu, '').replaceAll('.', '/');
      const inLast = [...counts].findLast(([array]) => name.startsWith(`${array}/`));
      const whole = inLast === undefined ? name : `${inLast[0]}/${inLast[1]}${name.slice(inLast[0].length)}`;
      if (header['open'] === '[[') {
        const count = (counts.get(name) ?? -1) + 1;
        counts.set(name, count);
        if (!lines.has(whole)) lines.set(whole, index + 1);
        table = `${whole}/${count}`;
      } else table = whole;
      lines.set(table, index + 1);
      continue;
    }
    const key = /^\s*(?<key>[\w-]+(?:\.[\w-]+)*|"[^"\n]{1,100}"|'[^'\n]{1,100}')\s*=/u.exec(line)?.groups?.['key'];
    if (key === undefined) continue;
    const name = /^["']/u.test(key) ? key.slice(1, -1) : key.replaceAll('.', '/');
    const path = table === '' ? name : `${table}/${name}`;
    if (!lines.has(path)) lines.set(path, index + 1);
  }
  return lines;
}

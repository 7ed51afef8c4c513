import { yamlValue } from './yaml-value.js';

type Node = string | number | boolean | null | undefined | readonly Node[] | { readonly [key: string]: Node };

/** Short lists and maps that read better on one line. */
const LISTS_ON_ONE_LINE = new Set(['command', 'test', 'profiles', 'cap_drop', 'networks', 'secrets']);
const MAPS_ON_ONE_LINE = new Set(['limits', 'reservations', 'options']);
/** Maps whose entries have one line each. */
const ROWS = new Set(['depends_on']);
/** Maps between whose entries there is an empty line. */
const SPACED = new Set(['services']);
const WIDTH = 120;

/**
 * A map as YAML in blocks, without a line feed at the end. `#key` is the comment above `key`, `&` the anchor of the map, and the
 * value of `<<` the name of one. Entries of the outermost map are set apart.
 */
export function blockYaml(map: { readonly [key: string]: Node }): string {
  return lines(map, { spaced: true, rows: false }).join('\n');
}

interface Layout {
  readonly spaced: boolean;
  readonly rows: boolean;
}

function lines(map: { readonly [key: string]: Node }, { spaced, rows }: Layout): string[] {
  const entries = Object.entries(map).filter(([key, node]) => !/^[#&]/u.test(key) && node !== undefined);
  return entries.flatMap(([key, node], index) => {
    const comment = map[`#${key}`];
    return [
      ...(spaced && index > 0 ? [''] : []),
      ...(comment === undefined ? [] : wrapped(comment as string)),
      ...entry(key, node, rows),
    ];
  });
}

function entry(key: string, node: Node, inRows: boolean): string[] {
  const name = key === '<<' ? key : scalar(key);
  if (key === '<<' && typeof node === 'string') return [`${name}: *${node}`];
  if (Array.isArray(node)) {
    const list = node as readonly Node[];
    const line = `${name}: ${yamlValue(list)}`;
    if (LISTS_ON_ONE_LINE.has(key) && line.length < WIDTH && !list.some(isLong)) return [line];
    return [`${name}:`, ...indented(list.flatMap(item))];
  }
  if (isMap(node)) {
    const anchor = node['&'];
    const inside = Object.entries(node).filter(([inner]) => inner !== '&');
    if (inside.length === 0) return [`${name}: {}`];
    if (inRows || MAPS_ON_ONE_LINE.has(key)) return [`${name}: ${yamlValue(node)}`];
    const head = typeof anchor === 'string' ? `${name}: &${anchor}` : `${name}:`;
    return [head, ...indented(lines(node, { spaced: SPACED.has(key), rows: ROWS.has(key) }))];
  }
  return [`${name}: ${scalar(node)}`];
}

function item(node: Node): string[] {
  if (isLong(node)) return ['- |-', ...indented(node.split('\n'))];
  if (!isMap(node)) return [`- ${Array.isArray(node) ? yamlValue(node) : scalar(node)}`];
  const [first = '', ...rest] = lines(node, { spaced: false, rows: false });
  return [`- ${first}`, ...indented(rest)];
}

/** A text of several lines is written as such. */
const isLong = (node: Node): node is string => typeof node === 'string' && node.includes('\n');

const isMap = (node: Node): node is { readonly [key: string]: Node } =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

const indented = (text: readonly string[]) => text.map((line) => (line === '' ? '' : `  ${line}`));

// Outside of brackets, commas and equals signs are letters like any other.
const PLAIN = /^[A-Za-z/][\w./=,@+-]*(?::[\w./=,@+-]+)*$/u;
const RELATIVE = /^\.(?:|env|\/[\w./-]*(?::[\w./-]+)*)$/u;
const AMOUNT = /^\d+(?:ms|[smhkKMG]|mb)$/u;

function scalar(value: Node): string {
  if (typeof value !== 'string') return yamlValue(value);
  const readable = AMOUNT.test(value) || RELATIVE.test(value) || (PLAIN.test(value) && /[:=,@/.-]/u.test(value));
  return readable ? value : yamlValue(value);
}

function wrapped(text: string): string[] {
  const found: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH - 10 && line !== '#') {
      found.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...found, line];
}

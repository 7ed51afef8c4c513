import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
} from 'yaml';
import { cleanText } from '../../model/clean-text.js';
import { listOf, mapOf, nothing, type Located, type LocatedEntry, type Place } from './located.js';

/** What is wrong with a text. */
export interface TextProblem {
  readonly line: number;
  readonly column?: number;
  /** A sentence. */
  readonly message: string;
}

export interface ReadYaml {
  /** As far as they could be read. */
  readonly documents: readonly Located[];
  readonly problems: readonly TextProblem[];
}

/** Bytes of a file that are read at most. */
export const MAX_YAML_BYTES = 262_144;
/** Values after aliases are put in: a few hundred bytes could say more than any memory holds. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 60;
const MAX_PROBLEMS = 10;

/** Several questions are asked of the same files, one after the other. */
const REMEMBERED = 8;
const remembered = new Map<string, ReadYaml>();

/** A YAML file of one or more documents. Never throws: what is no YAML is a problem. */
export function readYaml(file: string, source: string): ReadYaml {
  const key = `${file}\0${source}`;
  const read = remembered.get(key) ?? readAnew(file, source);
  remembered.delete(key);
  remembered.set(key, read);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return read;
}

function readAnew(file: string, source: string): ReadYaml {
  const text = source.replace(/^\u{feff}/u, '');
  if (text.length > MAX_YAML_BYTES)
    return { documents: [], problems: [{ line: 1, message: `It is larger than ${MAX_YAML_BYTES / 1024} KiB.` }] };
  const deep = lineTooDeep(text);
  if (deep !== undefined)
    return { documents: [], problems: [{ line: deep, message: `It is nested deeper than ${MAX_DEPTH} levels.` }] };
  const counter = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: counter,
      merge: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const documents = 'empty' in parsed ? [] : parsed;
    const reader = new Reader(file, counter);
    const problems = documents.flatMap(({ errors }) =>
      errors.map(({ message, pos: [at] }): TextProblem => {
        const { line, col } = counter.linePos(at);
        return { line: Math.max(1, line), column: Math.max(1, col), message: sentence(message) };
      }),
    );
    const located = documents
      .filter(({ errors, contents }) => errors.length === 0 && contents !== null)
      .map((document) => reader.document(document as Document));
    return { documents: located, problems: [...problems, ...reader.problems].slice(0, MAX_PROBLEMS) };
  } catch (error) {
    const message = error instanceof RangeError ? 'It is nested too deep.' : sentence(String(error));
    return { documents: [], problems: [{ line: 1, message }] };
  }
}

/** Line of the bracket or dash that opens one level too many. The parser calls itself for each. */
function lineTooDeep(text: string): number | undefined {
  let depth = 0;
  let line = 1;
  let dashes = 0;
  for (const character of text) {
    if (character === '\n') {
      line += 1;
      dashes = 0;
    } else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    else if (character === '-' || character === '?') dashes += 1;
    // Text may hold brackets as well, so this is far above what the values may have.
    if (depth > MAX_DEPTH * 10 || dashes > 1_000) return line;
  }
  return undefined;
}

const sentence = (message: string): string => {
  const text = cleanText(message.split('\n')[0] ?? '', 200).trim();
  return /[.!?]$/u.test(text) ? text : `${text}.`;
};

class Reader {
  readonly problems: TextProblem[] = [];
  readonly #file: string;
  readonly #counter: LineCounter;
  readonly #open = new Set<Node>();
  #left = MAX_VALUES;
  /** Those above the place that is read. */
  readonly #anchors = new Map<string, Node>();

  constructor(file: string, counter: LineCounter) {
    this.#file = file;
    this.#counter = counter;
  }

  document(document: Document): Located {
    this.#anchors.clear();
    return this.#read(document.contents, { file: this.#file, line: 1 }, 0);
  }

  #read(node: unknown, near: Place, depth: number): Located {
    const at = this.#placeOf(node, near);
    if (this.#left <= 0 || depth > MAX_DEPTH) return this.#stop(at, depth);
    this.#left -= 1;
    if (isAlias(node)) return this.#alias(this.#anchors.get(node.source), at, depth, node.source);
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined && this.#open.size === 0)
      this.#anchors.set(node.anchor, node);
    if (isScalar(node)) {
      const { value, tag } = node;
      const quoted = node.type !== 'PLAIN';
      const plain =
        value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
          ? value
          : (node.source ?? '');
      const text = typeof plain === 'string' ? plain : (node.source ?? String(plain ?? ''));
      return { kind: 'scalar', value: plain, text, quoted, at, ...ownTag(tag) };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#read(item, at, depth + 1));
      return listOf(items, at, ownTag(node.tag).tag);
    }
    if (!isMap(node)) return nothing(at);
    const own: [string, LocatedEntry][] = [];
    const merged: [string, LocatedEntry][] = [];
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : '';
      const entry = { at: this.#placeOf(key, at), value: this.#read(value, this.#placeOf(key, at), depth + 1) };
      if (name === '<<' && isScalar(key) && (key.type === 'PLAIN' || key.type === undefined))
        merged.push(...this.#merged(entry.value));
      else own.push([name, entry]);
    }
    // Of two maps that are merged in, the first one counts; before either, what the map says itself.
    const kept = new Map<string, LocatedEntry>();
    for (const [name, entry] of merged) if (!kept.has(name)) kept.set(name, entry);
    for (const [name, entry] of own) kept.set(name, entry);
    return mapOf(kept, at, ownTag(node.tag).tag);
  }

  #merged(value: Located): [string, LocatedEntry][] {
    if (value.kind === 'map') return [...value.entries];
    if (value.kind === 'list' && value.items.every(({ kind }) => kind === 'map'))
      return value.items.flatMap((item) => this.#merged(item));
    this.#note(value.at, '"<<" wants a map, or a list of maps.');
    return [];
  }

  #alias(target: Node | undefined, at: Place, depth: number, name: string): Located {
    if (target === undefined) {
      this.#note(at, `There is no anchor &${name} above it.`);
      return nothing(at);
    }
    if (this.#open.has(target)) {
      this.#note(at, `The anchor &${name} holds itself.`);
      return nothing(at);
    }
    this.#open.add(target);
    const value = this.#read(target, at, depth);
    this.#open.delete(target);
    return value;
  }

  #stop(at: Place, depth: number): Located {
    this.#note(
      at,
      depth > MAX_DEPTH
        ? `It is nested deeper than ${MAX_DEPTH} levels.`
        : `Its anchors stand for more than ${MAX_VALUES} values.`,
    );
    return nothing(at);
  }

  #note({ line }: Place, message: string): void {
    if (this.problems.length < MAX_PROBLEMS && !this.problems.some((one) => one.message === message))
      this.problems.push({ line, message });
  }

  #placeOf(node: unknown, near: Place): Place {
    const start = (node as { range?: readonly number[] | null } | null)?.range?.[0];
    if (start === undefined) return near;
    return { file: this.#file, line: Math.max(1, this.#counter.linePos(start).line) };
  }
}

const ownTag = (tag: string | undefined): { tag?: string } =>
  tag === undefined || tag.startsWith('tag:yaml.org') ? {} : { tag };

import { join, resolve } from 'node:path';
import { LineCounter, isMap, isNode, isScalar, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import { problemIn } from '../model/schema-refusal.js';
import { insteadOf } from './known-keys.js';
import { configSchema, type LoadedConfig } from './schema.js';
import { readTextIfThere } from './read-text.js';

/** Names of the project file, in the order in which they are looked for. */
export const CONFIG_FILE_NAMES = ['mcp-dock.yaml', 'mcp-dock.yml'] as const;

type KeyPath = readonly (string | number)[];

/**
 * Reads the project file of a folder; undefined when it has none.
 * Throws CONFIG_INVALID (with file and line) or FILE_READ_FAILED.
 */
export async function loadConfig(directory: string): Promise<LoadedConfig | undefined> {
  for (const name of CONFIG_FILE_NAMES) {
    const path = join(directory, name);
    const text = await readTextIfThere(path);
    if (text !== undefined) return parseConfig(text, path, resolve(directory));
  }
  return undefined;
}

/** Parses the text of a project file. `path` is only named in errors. */
export function parseConfig(text: string, path: string, directory: string): LoadedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    const line = lines.linePos(syntaxError.pos[0]).line;
    throw new McpDockError('CONFIG_INVALID', { path, line, reason: `${withoutStop(syntaxError.message)}.` });
  }
  const lineOf = (keys: KeyPath) => lineOfNode(document, lines, keys);
  const parsed = configSchema.safeParse(toValue(document, lines, path) ?? {}, { reportInput: true });
  if (parsed.success) return { config: parsed.data, path, directory, lineOf };

  const faults = parsed.error.issues.flatMap((issue) => describeIssue(issue));
  const placed = faults
    .map(({ keys, text: fault }) => ({
      line: nearestLine(lineOf, keys),
      message: `${keyPath(keys)} ${fault}${fault.endsWith('?') ? '' : '.'}`,
    }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  throw new McpDockError('CONFIG_INVALID', { path, ...asOne(placed.map((fault) => ({ ...fault, file: path }))) });
}

interface PlacedFault {
  readonly file: string;
  readonly line?: number | undefined;
  readonly message: string;
}

/** Faults as one error: the first in its place, each further one on a line of its own with its own place. */
export function asOne([first, ...others]: readonly PlacedFault[]): { line: number | undefined; reason: string } {
  const lines = others.map(({ file, line, message }) => {
    const at = line === undefined ? '' : `:${line}`;
    if (file !== first?.file) return `${file}${at}: ${message}`;
    return line === undefined || line === first.line ? message : `Line ${line}: ${message}`;
  });
  return { line: first?.line, reason: [first?.message ?? '', ...lines].join('\n') };
}

function toValue(document: Document, lines: LineCounter, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    // Aliases that multiply without end, or that name no anchor.
    const reason = cause instanceof Error ? cause.message : String(cause);
    const line = nobodysAlias(document, lines);
    throw new McpDockError('CONFIG_INVALID', { path, line, reason: `${withoutStop(reason)}.` }, { cause });
  }
}

/** The line of the first alias that names no anchor. */
function nobodysAlias(document: Document, lines: LineCounter): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** `above` is where the value stands that the issue is about: inside of a union, paths begin anew. */
function describeIssue(issue: z.core.$ZodIssue, above: KeyPath = []): { keys: KeyPath; text: string }[] {
  const keys = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        keys: [...keys, key],
        text: `is no known key${insteadOf(key, keys, configSchema)}`,
      }));
    case 'invalid_key':
      return issue.issues.flatMap((inner) => describeIssue(inner, keys));
    case 'invalid_union': {
      // The branch that got furthest says most; of two equals the first.
      const [closest] = issue.errors.toSorted((a, b) => deepest(b) - deepest(a));
      return (closest ?? []).flatMap((inner) => describeIssue(inner, keys));
    }
    case 'custom':
      return [{ keys, text: withoutStop(issue.message) }];
    case 'invalid_value':
      return [{ keys, text: `is ${shown(issue.input)}, which is none of ${issue.values.map(String).join(', ')}` }];
    default: {
      const message = problemIn(withoutStop(issue.message));
      // Ours say what it is not; those of the library what it expected.
      if (message.startsWith('is ')) return [{ keys, text: message }];
      const missing = /^(expected .+), received undefined$/u.exec(message);
      return [{ keys, text: missing === null ? `is not valid: ${message}` : `is missing: ${missing[1]}` }];
    }
  }
}

const shown = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'nothing', 60);

const deepest = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length));

const keyPath = (keys: KeyPath) => (keys.length === 0 ? 'The file' : keys.join('.'));

const withoutStop = (text: string) => text.replace(/\.$/u, '');

function lineOfNode(document: Document, lines: LineCounter, keys: KeyPath): number | undefined {
  const parent = keys.length < 2 ? document.contents : document.getIn(keys.slice(0, -1), true);
  // A value may begin below its key; a person looks for the key.
  const key = isMap(parent)
    ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === keys.at(-1))?.key
    : undefined;
  const node = key ?? (keys.length === 0 ? document.contents : document.getIn(keys, true));
  const offset = isNode(node) ? node.range?.[0] : undefined;
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** The line of the path itself or, for a missing key, of the nearest parent that the file has. */
function nearestLine(lineOf: LoadedConfig['lineOf'], keys: KeyPath): number | undefined {
  for (let length = keys.length; length >= 0; length -= 1) {
    const line = lineOf(keys.slice(0, length));
    if (line !== undefined) return line;
  }
  return undefined;
}

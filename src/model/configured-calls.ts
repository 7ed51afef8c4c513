import { cleanText } from './clean-text.js';
import { isObject, type JsonObject } from './mcp-protocol.js';

/** `{{name}}`: a value that an earlier call saved; behind a backslash it is that text, and two backslashes before it are one. */
const SAVED_VALUE = /(?<!\\)(\\*)\{\{\s*([\w-]+)\s*\}\}/gu;

/** A name that `{{name}}` can ask for. */
export const isSavedName = (name: string): boolean => /^[\w-]+$/u.test(name);

/** `1 (create_task)`, after the word call: people count from 1, as the calls are made; key paths of the file count from 0. */
export const numbered = ({ index, tool }: { readonly index: number; readonly tool: string }): string =>
  `${index + 1} (${cleanText(tool, 128)})`;

export interface SavedValueUse {
  readonly name: string;
  /** Keys from the call. */
  readonly path: readonly (string | number)[];
}

const isText = (backslashes = ''): boolean => backslashes.length % 2 === 1;

/** Every saved value that a call asks for: in its arguments, and in what it expects, which the file may write without a list. */
export const savedValuesOf = ({
  arguments: args,
  expect,
}: {
  arguments: unknown;
  expect?: unknown;
}): SavedValueUse[] => [
  ...usesIn(args, ['arguments']),
  ...(Array.isArray(expect)
    ? expect.flatMap((one, index) => usesInExpectation(one, ['expect', index]))
    : usesInExpectation(expect, ['expect'])),
];

const usesInExpectation = (expectation: unknown, path: SavedValueUse['path']): SavedValueUse[] =>
  isObject(expectation) ? ['equals', 'contains'].flatMap((key) => usesIn(expectation[key], [...path, key])) : [];

function usesIn(template: unknown, path: SavedValueUse['path']): SavedValueUse[] {
  if (typeof template === 'string')
    return [...template.matchAll(SAVED_VALUE)].flatMap(([, escaped, name = '']) =>
      isText(escaped) ? [] : [{ name, path }],
    );
  if (Array.isArray(template)) return template.flatMap((item, index) => usesIn(item, [...path, index]));
  if (!isObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) => usesIn(value, [...path, key]));
}

/** `"{{id}}"` becomes the saved value with its type; inside a longer text it becomes text. `\{{id}}` becomes `{{id}}`, and `\\{{id}}` a backslash with the value. */
export function substitute(template: unknown, saved: ReadonlyMap<string, unknown>, missing: Set<string>): unknown {
  if (typeof template === 'string') {
    const lookUp = (name: string): unknown => {
      if (!saved.has(name)) missing.add(name);
      return saved.get(name);
    };
    const [only] = template.matchAll(SAVED_VALUE);
    if (only?.[0] === template && only[1] === '') return lookUp(only[2] ?? '');
    return template.replaceAll(SAVED_VALUE, (written: string, escaped: string, name: string) => {
      const before = '\\'.repeat(Math.floor(escaped.length / 2));
      if (isText(escaped)) return before + written.slice(escaped.length);
      const value = lookUp(name);
      return before + (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
    });
  }
  if (Array.isArray(template)) return template.map((item) => substitute(item, saved, missing));
  if (!isObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, substitute(value, saved, missing)]));
}

/** Arguments that ask for no saved value, as they are sent. */
export const literalArguments = (template: JsonObject): JsonObject =>
  substitute(template, new Map(), new Set()) as JsonObject;

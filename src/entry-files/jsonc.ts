import {
  applyEdits,
  findNodeAtLocation,
  modify,
  parse,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { EntryFileFault, lineAt, type EntryFormat, type KeyPath } from './entry-format.js';

/** JSON in which comments and trailing commas may stand, as editors take it. */
export const jsonc: EntryFormat = {
  parse(text) {
    if (text.trim() === '') return {};
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first === undefined) return value;
    const what = printParseErrorCode(first.error)
      .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ')
      .toLowerCase();
    throw new EntryFileFault('invalid', `it is no JSON: ${what}`, lineAt(text, first.offset));
  },
  set(text, path, value) {
    if (text.trim() === '') return jsonc.snippet(path, value);
    const parent = nodeAt(text, path.slice(0, -1));
    // Only where a key stands there twice: the last one counts, and is a table.
    if (parent !== undefined && parent.type !== 'object' && parent.type !== 'null')
      throw new EntryFileFault(
        'unsafe',
        `${path.slice(0, -1).join('.')} stands there twice`,
        lineAt(text, parent.offset),
      );
    // The library adds nothing to what is null.
    if (parent?.type === 'null') return jsonc.set(text, path.slice(0, -1), { [path.at(-1) ?? '']: value });
    return (
      behindOthers(text, path, value) ??
      applyEdits(text, modify(text, [...path], value, { formattingOptions: formatting(text) }))
    );
  },
  remove(text, path) {
    const property = nodeAt(text, path)?.parent;
    const siblings = property?.parent?.children ?? [];
    const index = property === undefined ? -1 : siblings.indexOf(property);
    if (property === undefined || index < 0) return text;
    return withoutProperty(text, property, siblings[index - 1], siblings[index + 1]);
  },
  lineOf(text, path) {
    const node = nodeAt(text, path);
    return node === undefined ? undefined : lineAt(text, (node.parent ?? node).offset);
  },
  snippet: (path, value) =>
    `${JSON.stringify(
      path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
      undefined,
      2,
    )}\n`,
};

const nodeAt = (text: string, path: KeyPath): Node | undefined => {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root === undefined ? undefined : findNodeAtLocation(root, [...path]);
};

/** The indentation that the file has, or the usual one. */
function formatting(text: string) {
  const indent = /\n(?<indent>[ \t]+)\S/u.exec(text)?.groups?.['indent'] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol: '\n' };
}

/**
 * A new property behind the last one of an object that has some. The library would write that one anew, and put the new one
 * between it and the comment that follows it.
 */
function behindOthers(text: string, path: KeyPath, value: unknown): string | undefined {
  if (nodeAt(text, path) !== undefined) return undefined;
  const length = path.findIndex((_, index) => nodeAt(text, path.slice(0, index + 1)) === undefined);
  const object = nodeAt(text, path.slice(0, length));
  const last = object?.children?.at(-1);
  if (object === undefined || last === undefined) return undefined;
  const end = last.offset + last.length;
  const close = object.offset + object.length - 1;
  const behind = text.slice(end, close);
  const comma = commaIn(text, end, close) !== undefined;
  const key = JSON.stringify(path[length]);
  const inner = path.slice(length + 1).reduceRight<unknown>((wrapped, name) => ({ [name]: wrapped }), value);
  const head = `${text.slice(0, end)}${comma ? '' : ','}${behind.trimEnd()}`;
  const tail = `${comma ? ',' : ''}${behind.slice(behind.trimEnd().length)}${text.slice(close)}`;
  // A file in one line stays one.
  if (!text.trim().includes('\n')) return `${head} ${key}: ${JSON.stringify(inner)}${tail}`;
  const { insertSpaces, tabSize } = formatting(text);
  const unit = insertSpaces ? ' '.repeat(tabSize) : '\t';
  const spread = text.slice(object.offset, close).includes('\n');
  const outer = indentAt(text, spread ? last.offset : object.offset);
  const indent = spread ? outer : outer + unit;
  const json = JSON.stringify(inner, undefined, unit).replaceAll('\n', `\n${indent}`);
  // The end of an object that stood in one line goes to a line of its own.
  return `${head}\n${indent}${key}: ${json}${spread ? tail : `${comma ? ',' : ''}\n${outer}${text.slice(close)}`}`;
}

/** What the line of a place begins with. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/u.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';

/** Takes out the property, its comma, and the line when nothing else stands on it; comments of others stay with them. */
function withoutProperty(text: string, property: Node, previous: Node | undefined, next: Node | undefined): string {
  const object = property.parent ?? property;
  const close = object.offset + object.length - 1;
  const own = commaIn(text, property.offset + property.length, next?.offset ?? close);
  const end = own === undefined ? property.offset + property.length : own + 1;
  const open = object.offset + 1;
  const alone = previous === undefined && next === undefined;
  if (alone && (text.slice(open, property.offset) + text.slice(end, close)).trim() === '')
    return text.slice(0, open) + text.slice(close);
  // The last one takes the comma in front of it along, unless it had one of its own, which that one then is.
  const before =
    next === undefined && own === undefined && previous !== undefined
      ? commaIn(text, previous.offset + previous.length, property.offset)
      : undefined;
  const lineStart = text.lastIndexOf('\n', property.offset - 1) + 1;
  const lineEnd = /^[ \t]*(?:\/\/[^\n]*)?\n/u.exec(text.slice(end))?.[0].length;
  const whole = lineEnd !== undefined && text.slice(lineStart, property.offset).trim() === '';
  const head = text.slice(0, whole ? lineStart : property.offset);
  const tail = text.slice(whole ? end + lineEnd : end);
  return (before === undefined ? head : head.slice(0, before) + head.slice(before + 1)) + tail;
}

/** The comma between two places where only comments and spaces are beside it. */
function commaIn(text: string, from: number, to: number): number | undefined {
  const blanked = text
    .slice(from, to)
    .replaceAll(/\/\/[^\n]*|\/\*[^]*?\*\//gu, (comment) => ' '.repeat(comment.length));
  const index = blanked.indexOf(',');
  return index < 0 ? undefined : from + index;
}

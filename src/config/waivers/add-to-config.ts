import { isMap, isNode, isSeq, parseDocument, stringify, type Document, type YAMLSeq } from 'yaml';

interface Additions {
  readonly waivers: readonly object[];
  readonly severities: readonly { readonly id: string; readonly severity: string }[];
}

/**
 * Adds waivers and severities to the text of a mcp-dock.yaml. Where its list, or its map, is a block of lines, lines are put in
 * and all others stay as they are; one that is written in brackets is written anew.
 */
export function addToConfig(original: string, { waivers, severities }: Additions): string {
  const crlf = /\r\n/u.test(original) && !/(?<!\r)\n/u.test(original);
  const before = crlf ? original.replaceAll('\r\n', '\n') : original;
  const withSeverities = severities.reduce(addSeverity, before);
  const text = waivers.length === 0 ? withSeverities : addWaivers(withSeverities, waivers);
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

function addWaivers(text: string, waivers: readonly object[]): string {
  const document = parseDocument(text);
  const list = document.get('waivers', true);
  if (!document.has('waivers')) return `${ended(text)}${stringify({ waivers }, LOOK)}`;
  if (isSeq(list) && list.flow !== true && list.items.length > 0)
    return putIn(text, endOfBlock(text, list), indented(stringify(waivers, LOOK), indentOf(text, list)));
  const items = isSeq(list) ? list.items : [];
  document.set('waivers', document.createNode([...items, ...waivers]));
  return document.toString(LOOK);
}

function addSeverity(text: string, { id, severity }: Additions['severities'][number]): string {
  const document: Document = parseDocument(text);
  const map = document.get('checks', true);
  if (!document.has('checks')) return `${ended(text)}${stringify({ checks: { [id]: severity } }, LOOK)}`;
  if (isMap(map) && map.flow !== true && map.items.length > 0)
    return putIn(text, endOfBlock(text, map), indented(stringify({ [id]: severity }, LOOK), indentOf(text, map)));
  document.setIn(['checks', id], severity);
  return document.toString(LOOK);
}

const LOOK = { lineWidth: 0 } as const;

type Block = Pick<YAMLSeq, 'range' | 'items'>;

/** Behind the last line that belongs to the block; comments and empty lines below it belong to what follows. */
function endOfBlock(text: string, { range, items }: Block): number {
  const last = items.at(-1);
  const end = endOf(last) ?? range?.[1] ?? text.length;
  const newline = text.indexOf('\n', text.slice(0, end).trimEnd().length);
  return newline < 0 ? text.length : newline + 1;
}

function endOf(item: unknown): number | undefined {
  if (isNode(item)) return item.range?.[1];
  const { key, value } = (item ?? {}) as { key?: unknown; value?: unknown };
  return endOf(value ?? key ?? undefined);
}

function indentOf(text: string, { range }: Block): string {
  const start = range?.[0] ?? 0;
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
}

const putIn = (text: string, at: number, block: string): string =>
  `${ended(text.slice(0, at))}${ended(block)}${text.slice(at)}`;

const indented = (block: string, indent: string) => block.replaceAll(/^(?=.)/gmu, indent);

const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

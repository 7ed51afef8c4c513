import { isTrue, nodeAt, textAt, textOf, type Located, type Place } from '../yaml/located.js';

/** What a service finds in a folder of its container. */
export interface ReadMount {
  readonly at: Place;
  readonly type: string;
  /** Name of a volume, or a path of this machine; absent for an anonymous volume and for memory. */
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** One entry of `volumes`, in either form; undefined for one that is none. */
export function readMount(item: Located): ReadMount | undefined {
  if (item.kind === 'map') {
    const target = textAt(item, 'target');
    const source = textAt(item, 'source');
    if (target === undefined) return undefined;
    return {
      at: item.at,
      type: textAt(item, 'type') ?? 'volume',
      target,
      ...(source !== undefined && { source }),
      readOnly: isTrue(nodeAt(item, 'read_only')),
    };
  }
  const text = textOf(item);
  return text === undefined ? undefined : { at: item.at, ...shortForm(text) };
}

/** `[SOURCE:]TARGET[:MODE]`; a drive letter of Windows is no source. */
function shortForm(text: string): Omit<ReadMount, 'at'> {
  const pieces = text.match(/(?:^[A-Za-z]:[\\/])?[^:]*(?::|$)/gu)?.map((piece) => piece.replace(/:$/u, '')) ?? [];
  if (pieces.length > 1 && pieces.at(-1) === '') pieces.pop();
  const [first = '', second, mode = ''] = pieces;
  if (second === undefined) return { type: 'volume', target: first, readOnly: false };
  return {
    type: isPath(first) ? 'bind' : 'volume',
    source: first,
    target: second,
    readOnly: mode.split(',').includes('ro'),
  };
}

/** Whether a source is a place on this machine and not the name of a volume. */
export const isPath = (source: string): boolean => /^(?:[./~\\]|[A-Za-z]:[\\/])/u.test(source);

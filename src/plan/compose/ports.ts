import { textAt, textOf, type Located, type Place } from '../yaml/located.js';

/** A port of a container, and the one of this machine that leads to it. */
export interface ReadPort {
  readonly at: Place;
  /** Address of this machine; absent for all of them. */
  readonly host?: string;
  /** First and last port of this machine; absent where the engine picks one. */
  readonly published?: readonly [number, number];
  readonly target?: number;
  readonly protocol: string;
}

const MAX_RANGE = 1_000;

/** The ports of one entry, one for each of a range that leads to a range. What is no port gives none. */
export function readPorts(item: Located): ReadPort[] {
  if (item.kind === 'map') return longForm(item);
  const text = textOf(item);
  if (text === undefined) return [];
  const parsed = splitPort(text);
  if (parsed === undefined) return [];
  return spread(parsed, item.at);
}

/** As Compose tells two entries apart. */
export const portText = ({ host = '', published, target, protocol }: ReadPort): string =>
  `${host}:${published?.join('-') ?? ''}:${target ?? ''}/${protocol}`;

interface PortWords {
  readonly host?: string;
  readonly published?: readonly [number, number];
  readonly target: readonly [number, number];
  readonly protocol: string;
}

/** `[HOST:][PUBLISHED:]TARGET[/PROTOCOL]`, each port a number or a range. */
function splitPort(text: string): PortWords | undefined {
  const match =
    /^(?:(?:(?<host>\[[0-9a-fA-F:.]+\]|[\w.-]*|(?:[0-9a-fA-F]*:){2,}[0-9a-fA-F.]*):)?(?<published>\d+(?:-\d+)?)?:)?(?<target>\d+(?:-\d+)?)(?:\/(?<protocol>[a-z]+))?$/iu.exec(
      text.trim(),
    )?.groups;
  const target = rangeOf(match?.['target']);
  if (match === undefined || target === undefined) return undefined;
  const published = match['published'] === undefined ? undefined : rangeOf(match['published']);
  if (match['published'] !== undefined && published === undefined) return undefined;
  const host = match['host']?.replaceAll(/[[\]]/gu, '');
  return {
    target,
    ...(published !== undefined && { published }),
    ...(host !== undefined && host !== '' && { host }),
    protocol: match['protocol']?.toLowerCase() ?? 'tcp',
  };
}

function spread({ target: [first, last], published, ...rest }: PortWords, at: Place): ReadPort[] {
  const count = Math.min(last - first + 1, MAX_RANGE);
  const [from, to] = published ?? [];
  return Array.from({ length: count }, (_, index) => ({
    ...rest,
    at,
    target: first + index,
    ...(from !== undefined &&
      to !== undefined && {
        published: count === 1 ? ([from, to] as const) : ([from + index, from + index] as const),
      }),
  }));
}

function longForm(item: Located): ReadPort[] {
  const target = rangeOf(textAt(item, 'target'));
  if (target === undefined) return [];
  const published = rangeOf(textAt(item, 'published'));
  const host = textAt(item, 'host_ip');
  return [
    {
      at: item.at,
      target: target[0],
      protocol: textAt(item, 'protocol') ?? 'tcp',
      ...(host !== undefined && host !== '' && { host }),
      ...(published !== undefined && { published }),
    },
  ];
}

function rangeOf(text: string | undefined): [number, number] | undefined {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/u.exec(text ?? '') ?? [];
  if (from === undefined) return undefined;
  const first = Number(from);
  const last = Number(to ?? from);
  return first >= 0 && last <= 65_535 && last >= first ? [first, last] : undefined;
}

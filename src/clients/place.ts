import posix from 'node:path/posix';
import win32 from 'node:path/win32';
import type { Client, Place, Scope } from './define-client.js';

/** The machine and the folders from which places are worked out. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The home folder. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the project. */
  readonly project: string;
}

/** Names, joins and takes apart paths as that machine does, whatever this one is. */
export const pathOf = ({ platform }: Pick<Machine, 'platform'>) => (platform === 'win32' ? win32 : posix);

/** The absolute path of a place; undefined where the client's documentation names none for the platform. */
export function resolvePlace(place: Place | undefined, machine: Machine): string | undefined {
  const text = placeOn(place, machine.platform);
  return text === undefined ? undefined : pathOf(machine).normalize(expanded(text, machine));
}

/** The place on a platform as its documentation writes it. Other systems than these three are like Linux here. */
export function placeOn(place: Place | undefined, platform: NodeJS.Platform): string | undefined {
  if (place === undefined || typeof place === 'string') return place;
  return place[platform === 'darwin' || platform === 'win32' ? platform : 'linux'];
}

function expanded(text: string, machine: Machine): string {
  const { name, other = '', rest = '' } = /^\$\{(?<name>\w+):-(?<other>[^}]*)\}(?<rest>.*)$/su.exec(text)?.groups ?? {};
  if (name !== undefined) {
    const value = machine.environment[name];
    // What is not absolute would depend on where the client was started.
    return value !== undefined && pathOf(machine).isAbsolute(value) ? value + rest : expanded(other + rest, machine);
  }
  if (text.startsWith('~')) return machine.home + text.slice(1);
  return text.replace(/^<project>/u, () => machine.project);
}

/** Paths of which one is there where the client is: its files, their folder, and what else it has. */
export function signsOf({ places, signs = [] }: Client, machine: Machine): string[] {
  const file = resolvePlace(places.user, machine);
  const folder = file === undefined ? undefined : pathOf(machine).dirname(file);
  return [
    ...(file === undefined ? [] : [file]),
    // A home folder is there anyway.
    ...(folder === undefined || folder === pathOf(machine).normalize(machine.home) ? [] : [folder]),
    ...signs.flatMap((sign) => resolvePlace(sign, machine) ?? []),
  ];
}

/** The scopes that have a file on this machine. */
export const scopesOf = ({ places }: Client, machine: Machine): Scope[] =>
  (['user', 'project'] as const).filter((scope) => resolvePlace(places[scope], machine) !== undefined);

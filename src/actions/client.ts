import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Client, Entry, Scope } from '../clients/define-client.js';
import { inPlaceOf } from '../clients/entry.js';
import { placeOn, resolvePlace, scopesOf, type Machine } from '../clients/place.js';
import { readIfThere } from '../config/read-text.js';
import { editEntry, entryFormats } from '../entry-files/edit-entry.js';
import { EntryFileFault } from '../entry-files/entry-format.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { maskSecrets } from '../model/clean-text.js';
import type { Context } from '../ports/context.js';
import { clientServer, type ClientServer, type ServerRequest } from './client-server.js';
import { printableDiff, unifiedDiff } from './diff-files.js';
import { requireUnchanged } from './require-unchanged.js';
import { secretsInside } from './secrets-inside.js';
import { writeFiles } from './write-files.js';

export interface ClientInput {
  readonly client: Client;
  /** Of the entry. */
  readonly name: string;
  readonly mode: 'print' | 'write' | 'remove';
  /** Show the difference, change nothing. */
  readonly dryRun: boolean;
  /** Ask nobody. */
  readonly yes: boolean;
  readonly scope?: Scope;
  /** A file in place of the client's own, relative to where the user stands. */
  readonly file?: string;
  readonly server: ServerRequest;
  readonly machine: Machine;
  /** For the backup's name. */
  readonly now: Date;
}

export interface ClientResult {
  readonly outcome: 'printed' | 'written' | 'removed' | 'unchanged' | 'dry-run';
  readonly client: Client;
  readonly name: string;
  readonly mode: ClientInput['mode'];
  readonly scope?: Scope;
  /** Absolute; absent where the client's documentation names none for this platform. */
  readonly path?: string;
  /** As a person reads it. */
  readonly shownPath?: string;
  /** Absent when an entry is removed. */
  readonly server?: ClientServer;
  readonly entry?: Entry;
  /** A whole file with this entry and nothing else, in the client's format. */
  readonly snippet?: string;
  /** Unified diff without the secrets of other entries, where something changes. */
  readonly diff?: string;
  /** Copy of the file before, absolute. */
  readonly backup?: string;
  readonly notes: readonly string[];
}

type Ports = Pick<Context, 'engine' | 'prompter' | 'progress' | 'signal' | 'cwd' | 'environment'>;

/**
 * Server → command or address → the client's entry → printed, or: its file → diff → consent → backup and file, both or neither.
 * Throws CLIENT_UNSUPPORTED, CLIENT_FILE_INVALID and CLIENT_FILE_UNSAFE before anything is written; a person who says no gets
 * INTERRUPTED.
 */
export async function client(input: ClientInput, ports: Ports): Promise<ClientResult> {
  const {
    client: { title, format, keyPath },
    name,
    mode,
    machine,
  } = input;
  const place = placeFor(input, ports.cwd);
  const made = mode === 'remove' ? undefined : await entryFor(input, place.scope, ports);
  const path = [...keyPath, name];
  const notes = [
    ...(made?.server.notes ?? []),
    ...platformNotes(title, machine),
    ...sharingNotes(made?.server, place.scope),
  ];
  const result = {
    client: input.client,
    name,
    mode,
    ...place,
    ...(made && { ...made, snippet: entryFormats[format].snippet(path, made.entry) }),
    notes,
  };
  if (mode === 'print') return { ...result, outcome: 'printed' };

  const { path: file, shownPath = '' } = place;
  if (file === undefined) throw withoutPlace(input);
  const bytes = await readIfThere(file);
  const { value, before, text } = edited(input, bytes, shownPath, (old) =>
    made === undefined ? undefined : inPlaceOf(input.client, made.entry, old),
  );
  const original = bytes?.toString('utf8') ?? '';
  if (text === original) return { ...result, outcome: 'unchanged' };

  const secrets = secretsInside(value);
  const diff = maskSecrets(
    await unifiedDiff({
      file: { path: shownPath, content: withoutMark(text) },
      existing: withoutMark(original),
      state: 'different',
    }),
    secrets,
  );
  if (input.dryRun) return { ...result, diff, outcome: 'dry-run' };
  if (!input.yes) {
    ports.progress.note(printableDiff(diff));
    const what =
      mode === 'remove' ? `Remove ${name} from` : before === undefined ? `Add ${name} to` : `Replace ${name} in`;
    if (!(await ports.prompter.confirm({ message: `${what} ${shownPath}?`, default: true, flag: '--yes' })))
      throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' });
    await requireUnchanged(file, shownPath, bytes);
  }
  const backup = bytes === undefined ? undefined : await backupFor(file, input.now);
  const mine = bytes === undefined && place.scope !== 'project' ? { mode: 0o600 } : {};
  await writeFiles(
    dirname(file),
    [
      ...(backup === undefined ? [] : [{ path: backup, content: bytes ?? '', mode: (await stat(file)).mode & 0o777 }]),
      { path: file, content: text, ...mine },
    ],
    { signal: ports.signal },
  );
  return {
    ...result,
    diff,
    ...(backup !== undefined && { backup }),
    outcome: mode === 'remove' ? 'removed' : 'written',
  };
}

async function entryFor(
  { client: own, name, server: request, machine }: ClientInput,
  scope: Scope | undefined,
  ports: Ports,
): Promise<{ readonly server: ClientServer; readonly entry: Entry }> {
  const refuse = (reason: string, instead: string) =>
    new McpDockError('CLIENT_UNSUPPORTED', { client: own.title, reason, instead });
  const server = await clientServer(request, own, machine, ports);
  if (server.transport === 'stdio') {
    if (request.headers.length > 0)
      throw new McpDockError('FLAG_INVALID', {
        reason: 'Headers belong to HTTP: add --transport http or --url, or leave --header-env and --bearer-env out.',
        command: 'client',
      });
    return { server, entry: own.stdio({ name, command: server.command, args: server.args }) };
  }
  if (own.http === undefined)
    throw refuse(`there are no HTTP entries; ${own.withoutHttp ?? ''}`, 'Use --transport stdio, or another client.');
  if (server.headers.length > 0 && (scope === undefined || !own.headersIn.includes(scope))) {
    const [other] = own.headersIn;
    throw refuse(
      `a header’s value could only stand in clear in ${scope === 'project' ? 'the project’s' : 'its'} file, where everything that reads the file has it; no token is written there.`,
      other === undefined
        ? 'Leave the header out and let the client sign in, or use --transport stdio with the token in .env.'
        : `Use --scope ${other}: that file takes the value from a variable.`,
    );
  }
  return { server, entry: own.http({ name, url: server.url, headers: server.headers }) };
}

function placeFor(
  { client: own, scope, file, machine }: ClientInput,
  cwd: string,
): { readonly scope?: Scope; readonly path?: string; readonly shownPath?: string } {
  const scopes = scopesOf(own, machine);
  if (scope !== undefined && own.places[scope] === undefined)
    throw new McpDockError('CLIENT_UNSUPPORTED', {
      client: own.title,
      reason: `its documentation names no file of a ${scope} for servers.`,
      instead: `Use --scope ${Object.keys(own.places).join(' or ')}, or name a file with --file PATH.`,
    });
  const chosen = scope ?? scopes[0] ?? 'user';
  const path = file === undefined ? resolvePlace(own.places[chosen], machine) : resolve(cwd, file);
  if (path === undefined) return { scope: chosen };
  const inside = relative(cwd, path);
  const shownPath = inside !== '' && !inside.startsWith('..') && resolve(cwd, inside) === path ? inside : path;
  return { scope: chosen, path, shownPath };
}

function withoutPlace({ client: own, scope, machine }: ClientInput): McpDockError {
  const documented = Object.keys(own.places).some((name) => placeOn(own.places[name as Scope], machine.platform));
  return new McpDockError('CLIENT_UNSUPPORTED', {
    client: own.title,
    reason: `its documentation names no file${scope === undefined || !documented ? '' : ` of a ${scope}`} for this platform.`,
    instead: 'Name the file with --file PATH, or leave --write out and paste the entry.',
  });
}

function edited(
  { client: { format, keyPath }, name }: ClientInput,
  bytes: Buffer | undefined,
  path: string,
  next: (before: unknown) => unknown,
) {
  const text = bytes?.toString('utf8') ?? '';
  // What cannot be read can also not be written back as it was.
  if (bytes !== undefined && !Buffer.from(text).equals(bytes))
    throw new McpDockError('CLIENT_FILE_INVALID', { path, reason: 'it is no text in UTF-8' });
  try {
    return editEntry(format, text, [...keyPath, name], next);
  } catch (error) {
    if (!(error instanceof EntryFileFault)) throw error;
    const details = { path, line: error.line, reason: error.message };
    throw new McpDockError(error.kind === 'invalid' ? 'CLIENT_FILE_INVALID' : 'CLIENT_FILE_UNSAFE', details, {
      cause: error,
    });
  }
}

/** Beside the file, with the time in its name; never one that is there already. */
async function backupFor(file: string, now: Date): Promise<string> {
  const time = now.toISOString().replace(/\..*$/u, 'Z').replaceAll(':', '-');
  for (let count = 1; ; count += 1) {
    const path = `${file}.${time}${count === 1 ? '' : `-${count}`}.bak`;
    if ((await readIfThere(path)) === undefined) return path;
  }
}

const withoutMark = (text: string) => text.replace(/^\uFEFF/u, '').replaceAll('\r\n', '\n');

const platformNotes = (title: string, { platform }: Machine): string[] =>
  platform === 'win32' || platform === 'darwin'
    ? [
        `For ${platform === 'win32' ? 'Windows' : 'macOS'} this is written after the documentation of ${title} and not tested there.`,
      ]
    : [];

const sharingNotes = (server: ClientServer | undefined, scope: Scope | undefined): string[] =>
  scope === 'project' &&
  server?.transport === 'stdio' &&
  [server.command, ...server.args].some((word) => /^(?:\/|[A-Za-z]:[\\/])/u.test(word))
    ? [
        'The entry names paths of this machine: others who get the project’s file need their own, so keep it out of git or name the program with --docker docker.',
      ]
    : [];

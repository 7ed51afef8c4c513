import type { ClientResult } from '../actions/client.js';
import { printableDiff } from '../actions/diff-files.js';
import type { KnownClient } from '../actions/list-clients.js';
import { cleanText } from '../model/clean-text.js';
import { shellWord } from '../model/shell-word.js';
import type { RenderOptions } from '../reporters/define-reporter.js';
import { painter, type Paint } from '../reporters/paint.js';

type Options = Pick<RenderOptions, 'colour' | 'symbols'>;

/** The clients for a person: which are here, where their file is, and how to go on. */
export function presentClients(known: readonly KnownClient[], options: Options): string {
  const paint = painter(options);
  const width = Math.max(...known.map(({ client: { id } }) => id.length));
  const titles = Math.max(...known.map(({ client: { title } }) => title.length));
  const rows = known.map(({ client: { id, title }, found, places }) => {
    const [place] = places;
    const where = place === undefined ? 'no file is documented for this platform' : place.path;
    // Padded before it is coloured, which takes no room on the screen.
    return `  ${found ? paint.pass() : ' '.repeat(options.symbols ? 1 : 2)} ${id.padEnd(width)}  ${title.padEnd(titles)}  ${paint.faint(cleanText(where))}`;
  });
  const here = known.filter(({ found }) => found);
  return [
    ...rows,
    '',
    here.length === 0
      ? 'None of them was found on this machine.'
      : `Found on this machine: ${here.map(({ client: { title } }) => title).join(', ')}.`,
    `Print an entry with \`mcp-dock client ${here[0]?.client.id ?? 'NAME'}\`; with --write it goes into the file.`,
  ].join('\n');
}

/** What happened, or the entry with all that a person needs to put it in its place. */
export function presentClient(result: ClientResult, options: Options): string {
  const paint = painter(options);
  const { client, snippet, diff, notes, outcome, mode, server } = result;
  const shown =
    outcome === 'printed'
      ? snippet === undefined
        ? []
        : [clean(snippet.trimEnd()), '']
      : diff !== undefined && outcome === 'dry-run'
        ? [printableDiff(diff), '']
        : [];
  return [
    ...shown,
    ...(outcome === 'printed' ? [`${paint.label('File')}     ${cleanText(fileOf(result))}`] : []),
    ...(server === undefined
      ? []
      : [`${paint.label(server.transport === 'stdio' ? 'Command' : 'Address')}  ${reached(server)}`]),
    ...(server?.transport === 'stdio' && server.proof !== undefined
      ? [`${paint.label('Proof')}    ${cleanText(server.proof)}`]
      : []),
    ...(mode === 'remove' ? [] : [`${paint.label('Then')}     ${client.reload}`]),
    ...notes.map((note) => `${paint.info()} ${cleanText(note)}`),
    '',
    verdict(result, paint),
  ].join('\n');
}

/** One document for a program. `--json` prints this and nothing else. */
export function clientDocument(result: ClientResult, toolVersion: string) {
  const { client, name, outcome, scope, path, server, entry, snippet, diff, backup, notes } = result;
  return {
    ...head(toolVersion),
    outcome,
    client: { id: client.id, title: client.title, docs: client.docs },
    name,
    scope,
    ...(path !== undefined && { file: path }),
    format: client.format,
    keyPath: [...client.keyPath, name],
    ...(server?.transport === 'stdio' && {
      server: { transport: server.transport, command: server.command, args: server.args },
    }),
    ...(server?.transport === 'http' && {
      server: { transport: server.transport, url: server.url, headers: server.headers },
    }),
    ...(entry && { entry }),
    ...(snippet !== undefined && { snippet }),
    ...(diff !== undefined && { diff }),
    ...(backup !== undefined && { backup }),
    reload: client.reload,
    notes,
  };
}

export const clientsDocument = (known: readonly KnownClient[], toolVersion: string) => ({
  ...head(toolVersion),
  clients: known.map(({ client, found, places }) => ({
    id: client.id,
    title: client.title,
    found,
    format: client.format,
    transports: client.http === undefined ? ['stdio'] : ['stdio', 'http'],
    places,
    docs: client.docs,
  })),
});

const head = (version: string) => ({ schemaVersion: 1, tool: { name: 'mcp-dock', version }, command: 'client' });

const clean = (text: string) =>
  text
    .split('\n')
    .map((line) => cleanText(line, 2000))
    .join('\n');

const fileOf = ({ shownPath, client: { title } }: ClientResult) =>
  shownPath ?? `no file of ${title} is documented for this platform; name one with --file`;

const reached = (server: NonNullable<ClientResult['server']>): string =>
  cleanText(
    server.transport === 'stdio' ? [server.command, ...server.args].map(shellWord).join(' ') : server.url,
    2000,
  );

function verdict(
  { outcome, mode, name, client: { id, title }, shownPath = '', backup }: ClientResult,
  paint: Paint,
): string {
  const path = cleanText(shownPath);
  const copy = backup === undefined ? '' : ` The file as it was: ${cleanText(backup)}`;
  const words: Readonly<Record<ClientResult['outcome'], string>> = {
    written: `${paint.pass()} ${title} has ${name} in ${path}.${copy}`,
    removed: `${paint.pass()} ${name} is gone from ${path}.${copy}`,
    unchanged: `${paint.pass()} ${mode === 'remove' ? `${path} has no ${name}: there is nothing to remove.` : `${path} has this entry already.`}`,
    'dry-run': `Nothing was written to ${path}.`,
    printed:
      path === ''
        ? `Nothing was written. Put the entry into the file of ${title}.`
        : `Nothing was written. Put the entry into the file, or let \`mcp-dock client ${id} --write\` do it.`,
  };
  return words[outcome];
}

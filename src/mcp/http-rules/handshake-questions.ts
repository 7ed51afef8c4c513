import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, HttpRules } from '../../model/facts/http-rules.js';
import {
  HANDSHAKE_VERSION,
  initializeParams,
  isObject,
  settledVersion,
  type JsonObject,
} from '../../model/mcp-protocol.js';
import type { WireSession } from '../http-wire.js';
import type { Asker, HttpSession, Question } from './asker.js';

/** A version that nobody has. */
export const NO_VERSION = '1999-01-01';
export const HANDSHAKE_VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'] as const;

const era = 'handshake';
const GOODBYE_MS = 1_000;
/** A stream whose head does not come is open all the same in the eyes of its server. */
const STREAM_MS = 5_000;
const NO_SESSION = 'mcp-dock-no-such-session';

/** Only the rows where no handshake was answered. */
export interface HandshakeRules extends Pick<HttpRules, 'version' | 'sessions'> {
  readonly rows: readonly Exchange[];
}

export interface HandshakeOptions {
  /** A request without effect that the server answers with a result. */
  readonly harmless: string;
  /** A body that is no JSON too: only for a server that may be upset. All others hold a harmless request that can be read. */
  readonly malformed: boolean;
  /** The one to ask in, where no other is given. */
  readonly only?: WireSession | undefined;
}

/** Everything that concerns the handshake era, in two sessions; in the only one, what can be asked there. */
export async function askHandshakeRules(asker: Asker, options: HandshakeOptions): Promise<HandshakeRules> {
  if (options.only !== undefined) return askInOnly(asker, options.only, options);
  const [first, second] = await Promise.all([open(asker), open(asker)]);
  const { session } = first;
  if (session === undefined) return { rows: [first.row] };
  const ready = await Promise.all([announce(asker, session), announce(asker, second.session)]);
  const rows = await Promise.all([
    ...questions(session, options).map(async (question) => (await asker.ask(question)).row),
    ...versionQuestions(asker.client).map((question) => askAndLeave(asker, question)),
  ]);
  const ended = second.session?.id === undefined ? [] : await endSession(asker, second.session, options);
  if (session.id !== undefined) await asker.ask(goodbye(session));
  return {
    version: session.version,
    sessions: sessionsOf(session.id, second.session?.id),
    rows: [first.row, ...ready.slice(0, 1).flat(), ...rows, ...ended],
  };
}

/** How sessions begin and end is not asked: whoever opened this one still needs it. */
async function askInOnly(asker: Asker, only: WireSession, options: HandshakeOptions): Promise<HandshakeRules> {
  const session = sessionOf(only);
  const rows = await Promise.all(questions(session, options).map(async (question) => (await asker.ask(question)).row));
  return { version: session.version, sessions: sessionsOf(session.id, undefined), rows };
}

export const sessionOf = ({ id, version = HANDSHAKE_VERSION }: WireSession): HttpSession => ({
  version,
  ...(id === undefined ? {} : { id }),
});

/** A session that is ready for requests; undefined when no handshake was answered. */
export async function openSession(asker: Asker): Promise<HttpSession | undefined> {
  const { session } = await open(asker);
  await announce(asker, session);
  return session;
}

async function open(asker: Asker): Promise<{ readonly row: Exchange; readonly session?: HttpSession }> {
  const question = initializeQuestion('initialize', initializeParams(asker.client));
  const { row, sessionId } = await asker.ask(question);
  if (resultIn(row) === undefined) return { row };
  return { row, session: { version: versionIn(row), ...(sessionId === undefined ? {} : { id: sessionId }) } };
}

function resultIn({ message }: Exchange): JsonObject | undefined {
  const result = isObject(message) ? message['result'] : undefined;
  return isObject(result) ? result : undefined;
}

/** As it can stand in a header. */
function versionIn(row: Exchange): string {
  return settledVersion(resultIn(row)?.['protocolVersion']);
}

const initializeQuestion = (question: string, params: JsonObject, about?: string): Question => ({
  question,
  era,
  body: { jsonrpc: '2.0', id: 1, method: 'initialize', params },
  ...(about === undefined ? {} : { about }),
});

async function announce(asker: Asker, session: HttpSession | undefined): Promise<Exchange[]> {
  if (session === undefined) return [];
  const body = { jsonrpc: '2.0', method: 'notifications/initialized' };
  return [(await asker.ask({ question: 'notification', era, session, body })).row];
}

/** All of them in one session that stays as it is; none depends on another. */
function questions(session: HttpSession, { harmless, malformed, only }: HandshakeOptions): Question[] {
  let last = only?.firstId ?? 10;
  // Ids that are in use twice at once are the client's mistake, and servers lose an answer over it.
  const ask = (method = harmless, id: string | number = (last += 1)) => ({ jsonrpc: '2.0', id, method });
  const one = (question: string, more: Partial<Question> = {}): Question => ({
    question,
    era,
    session,
    body: ask(),
    ...more,
  });
  const get = (question: string, more: Partial<Question> = {}): Question => ({
    question,
    era,
    method: 'GET',
    session,
    headers: { Accept: 'text/event-stream' },
    timeoutMs: STREAM_MS,
    ...more,
  });
  return [
    one('request'),
    one('string-id', { body: ask(harmless, 'mcp-dock-a') }),
    one('zero-id', { body: ask(harmless, 0) }),
    one('unknown-method', { body: ask('mcp-dock/no-such-method') }),
    one('no-accept', { headers: { Accept: undefined } }),
    one('accept-json', { headers: { Accept: 'application/json' } }),
    one('text-plain', { headers: { 'Content-Type': 'text/plain' } }),
    one('batch', { body: [ask('ping'), ask('ping')] }),
    one('bad-version-header', { headers: { 'MCP-Protocol-Version': NO_VERSION } }),
    one('no-version-header', { headers: { 'MCP-Protocol-Version': undefined } }),
    get('get-stream'),
    ...(session.id === undefined
      ? []
      : [
          one('no-session', { headers: { 'Mcp-Session-Id': undefined } }),
          one('bogus-session', { headers: { 'Mcp-Session-Id': NO_SESSION } }),
        ]),
    ...(malformed ? [one('bad-json', { body: '{"jsonrpc": "2.0", "id": 2, "method": ' })] : []),
  ];
}

const versionQuestions = (client: Asker['client']): Question[] =>
  [...HANDSHAKE_VERSIONS, NO_VERSION].map((about) =>
    initializeQuestion('version', { ...initializeParams(client), protocolVersion: about }, about),
  );

async function askAndLeave(asker: Asker, question: Question): Promise<Exchange> {
  const { row, sessionId } = await asker.ask(question);
  if (sessionId !== undefined) await asker.ask(goodbye({ id: sessionId, version: versionIn(row) }));
  return row;
}

const goodbye = (session: HttpSession): Question => ({
  question: 'delete',
  era,
  method: 'DELETE',
  session,
  timeoutMs: GOODBYE_MS,
});

async function endSession(asker: Asker, session: HttpSession, { harmless }: HandshakeOptions): Promise<Exchange[]> {
  const { row: ended } = await asker.ask({ ...goodbye(session), timeoutMs: STREAM_MS });
  if (ended.status === undefined || ended.status >= 300) return [ended];
  const body = { jsonrpc: '2.0', id: 2, method: harmless };
  const after: Question = { question: 'ended-session', era, session, body };
  const { row } = await asker.ask(after);
  if (row.status === 404) return [ended, row];
  // What ends a session may need a moment to be seen everywhere.
  await delay(100);
  return [ended, (await asker.ask(after)).row];
}

function sessionsOf(first: string | undefined, second: string | undefined): NonNullable<HttpRules['sessions']> {
  const ids = [first, second].filter((id) => id !== undefined);
  const strange = ids.flatMap((id) => Array.from(id).filter((character) => !/^[\u0021-\u007e]$/u.test(character)));
  return {
    issued: ids.length > 0,
    ...(ids.length === 0 ? {} : { length: Math.min(...ids.map((id) => id.length)) }),
    ...(ids.length === 2 ? { same: first === second } : {}),
    outside: [...new Set(strange)].slice(0, 5).map(codePoint),
  };
}

const codePoint = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

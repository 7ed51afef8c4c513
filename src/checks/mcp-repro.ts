import type { BadInput, Exchange } from '../model/facts/http-rules.js';
import type { McpSession } from '../model/facts/mcp.js';
import {
  HANDSHAKE_VERSION,
  initializeParams,
  MODERN_VERSION,
  modernHeaders,
  settledVersion,
  withModernMeta,
  type Era,
  type JsonObject,
} from '../model/mcp-protocol.js';
import { shellWord } from '../model/shell-word.js';

const CLIENT = { name: 'curl', version: '0' };
const HELLO = initializeParams(CLIENT);
const READY = { jsonrpc: '2.0', method: 'notifications/initialized' };
const asWord = (message: object): string => shellWord(JSON.stringify(message));

/** The shell line that asks one question of a session's server, in the given era (its first one when absent). */
export function reproOf(session: McpSession, method: string, params: JsonObject = {}, era?: Era): string {
  const spoken = era ?? session.eras[0] ?? 'handshake';
  if (session.transport === 'stdio') return overStdio(session.endpoint, stdioMessages(method, params, spoken));
  const ask = spoken === MODERN_VERSION ? modernCurl : handshakeCurl;
  return withServer(session, (url) =>
    ask({ url, sent: session.sent, version: settledVersion(session.protocolVersion) }, method, params),
  );
}

/** Whether a method cannot be asked again without the arguments that it had. */
export const needsArguments = (method: string): boolean =>
  ['tools/call', 'resources/read', 'prompts/get', 'completion/complete'].includes(method);

/** The shell line that opens the conversation of the handshake era. */
export const initializeRepro = (session: McpSession): string => reproOf(session, 'initialize', HELLO, 'handshake');

/** The line for a server that is there, or with the server around it when this run's own is gone by the time it is read. */
export function withServer(
  { endpoint, repeat }: Pick<McpSession, 'endpoint' | 'repeat'>,
  line: (url: string) => string,
): string {
  if (repeat === undefined) return line(endpoint);
  return startedAround(repeat.start, line(repeat.url));
}

/** The line with a server around it that is started by a `docker run --rm …`, or `docker compose run --rm …`, of this tool. */
export const aroundServer = (command: string, line: string): string =>
  startedAround(command.replace(' run --rm', ' run --rm --detach'), line);

const startedAround = (start: string, line: string) => `id=$(${start}); sleep 2; ${line}; docker stop "$id"`;

/** The line that cancels the question as soon as it is asked, and asks the next one; over HTTP the question alone. */
export function cancelledRepro(session: McpSession, { method, params, era, next }: CancelledQuestion): string {
  if (session.transport !== 'stdio') return reproOf(session, method, params, era);
  const requestId = questionId(era);
  return overStdio(session.endpoint, [
    ...stdioMessages(method, params, era),
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason: 'Stopped by the user' } },
    request(requestId + 1, next, era === MODERN_VERSION ? withModernMeta({}, CLIENT) : {}),
  ]);
}

interface CancelledQuestion {
  readonly method: string;
  readonly params: JsonObject;
  readonly era: Era;
  /** What is asked behind it. */
  readonly next: string;
}

/** `initialize` comes before it where there is a handshake. */
const questionId = (era: Era): number => (era === MODERN_VERSION ? 1 : 2);

function stdioMessages(method: string, params: JsonObject, era: Era): readonly JsonObject[] {
  if (era === MODERN_VERSION) return [request(questionId(era), method, withModernMeta(params, CLIENT))];
  if (method === 'initialize') return [request(1, method, params)];
  return [request(1, 'initialize', HELLO), READY, request(questionId(era), method, params)];
}

// The pause keeps stdin open until the answer is there.
const overStdio = (command: string, messages: readonly JsonObject[]): string =>
  `{ printf '%s\\n' ${messages.map(asWord).join(' ')}; sleep 3; } | ${command}`;

function modernCurl(at: Endpoint, method: string, params: JsonObject): string {
  const headers = Object.entries(modernHeaders(method, params)).map(([name, value]) => `${name}: ${value}`);
  return curl(at, request(1, method, withModernMeta(params, CLIENT)), headers);
}

function handshakeCurl(at: Endpoint, method: string, params: JsonObject): string {
  if (method === 'initialize') return hello(at);
  const session = sessionLine(at);
  const ask = curl(at, request(2, method, params), [versionHeaderOf(at)]);
  return `${session}; ${ask} -H "Mcp-Session-Id: $S"`;
}

const hello = (at: Endpoint) => curl(at, request(1, 'initialize', HELLO));
const sessionLine = (at: Endpoint) =>
  `S=$(${hello(at)} -o /dev/null -D - | tr -d '\\r' | sed -n 's/^mcp-session-id: //Ip')`;

/** The shell line of a client that comes, and leaves, and of the next one; prints how that is answered. */
export const nextClientRepro = (session: McpSession): string =>
  withServer(session, (url) => {
    const at = { url, sent: session.sent, version: settledVersion(session.protocolVersion) };
    const version = shellWord(versionHeaderOf(at));
    const leave = `curl -s -X DELETE -H ${version} ${sentWords(at)}-H "Mcp-Session-Id: $S" ${shellWord(url)} -o /dev/null`;
    return `${sessionLine(at)}; ${leave}; ${hello(at)} -i`;
  });

/** The shell line that holds an event stream open beside what follows it. */
export function streamLine(openedBy: string, at: Endpoint): string {
  if (openedBy !== 'GET')
    return `${modernCurl(at, openedBy, { notifications: { toolsListChanged: true } })} >/dev/null &`;
  const version = shellWord(versionHeaderOf(at));
  return `${sessionLine(at)}; curl -sN -H 'Accept: text/event-stream' -H ${version} ${sentWords(at)}-H "Mcp-Session-Id: $S" ${shellWord(at.url)} >/dev/null &`;
}

/** Where a line asks, and what its shell adds: variables of the reader stand for secrets, so these headers are not quoted whole. */
export interface Endpoint {
  readonly url: string;
  readonly sent?: readonly string[] | undefined;
  /** What the handshake settles on; the newest when absent. */
  readonly version?: string | undefined;
}

const versionHeaderOf = ({ version = HANDSHAKE_VERSION }: Endpoint): string => `MCP-Protocol-Version: ${version}`;

const sentWords = ({ sent = [] }: Endpoint): string => sent.map((header) => `-H "${header}" `).join('');

/** A POST to an MCP endpoint with the headers that every client sends. */
export function curl(at: Endpoint, message: object, headers: readonly string[] = []): string {
  const all = ['Content-Type: application/json', 'Accept: application/json, text/event-stream', ...headers];
  return [
    'curl -s',
    ...all.map((header) => `-H ${shellWord(header)}`),
    ...(at.sent ?? []).map((header) => `-H "${header}"`),
    `-d ${shellWord(JSON.stringify(message))}`,
    shellWord(at.url),
  ].join(' ');
}

/** The shell line that makes single requests as they were made, one after the other, and prints the last answer with its head. */
export function exchangeRepro(session: McpSession, ...exchanges: readonly Exchange[]): string {
  return withServer(session, (url) => {
    const at = { url, sent: session.sent };
    const opening = exchanges.some(({ headers }) => headers.some((header) => header.endsWith(': $S')))
      ? [sessionLine(at)]
      : [];
    return [...opening, ...exchanges.map((exchange) => exchangeLine(at, exchange))].join('; ');
  });
}

/** The shell line that sends what is no request, one after the other. */
export function badInputRepro(session: McpSession, ...inputs: BadInput['inputs']): string {
  if (session.transport === 'stdio')
    return badLinesRepro(
      session,
      inputs.map(({ printed }) => printed),
    );
  const modern = session.eras[0] === MODERN_VERSION;
  return withServer(session, (url) => {
    const at = { url, sent: session.sent };
    const headers = modern ? Object.entries(modernHeaders('server/discover', {})) : [];
    const sent = inputs.map(({ printed, name }) => {
      const own = [
        'Content-Type: application/json',
        'Accept: application/json, text/event-stream',
        ...headers.map(([key, value]) => `${key}: ${value}`),
        // More is announced than comes.
        ...(name === 'half' ? ['Content-Length: 1000'] : []),
      ];
      const ask = `curl -si -m 5 ${own.map((header) => `-H ${shellWord(header)} `).join('')}${sentWords(at)}`;
      const inSession = modern ? ask : `${ask}-H "Mcp-Session-Id: $S" `;
      return `${printed} | ${inSession}--data-binary @- ${shellWord(url)}`;
    });
    return [...(modern ? [] : [sessionLine(at)]), ...sent].join('; ');
  });
}

/** The same over stdio, by shell words that print each line. */
export function badLinesRepro({ eras, endpoint }: McpSession, printed: readonly string[]): string {
  const opening =
    eras[0] === MODERN_VERSION
      ? ''
      : `printf '%s\\n' ${[request(1, 'initialize', HELLO), READY].map(asWord).join(' ')}; `;
  return `{ ${opening}${printed.map((words) => `${words}; `).join('')}sleep 3; } | ${endpoint}`;
}

/** Headers that curl adds by itself, unless they are named without a value. */
const OF_CURL = ['Accept', 'Content-Type'];

function exchangeLine({ url, sent = [] }: Endpoint, { method, headers, body, contentType = '' }: Exchange): string {
  const left = OF_CURL.filter((name) => !headers.some((header) => header.startsWith(`${name}:`)));
  // What stays open is looked at for a moment.
  const open = method === 'GET' || /^text\/event-stream/iu.test(contentType);
  return [
    `curl -si${open ? 'N -m 3' : ''}${method === 'POST' ? '' : ` -X ${method}`}`,
    ...headers.map((header) =>
      header.endsWith(': $S')
        ? `-H "${header}"`
        : `-H ${shellWord(header.endsWith(': ') ? `${header.slice(0, -2)};` : header)}`,
    ),
    ...(body === undefined ? [] : left.map((name) => `-H ${shellWord(`${name}:`)}`)),
    ...sent.map((header) => `-H "${header}"`),
    ...(body === undefined ? [] : [`--data-raw ${shellWord(body)}`]),
    shellWord(url),
  ].join(' ');
}

export const initializeRequest = (): object => request(1, 'initialize', HELLO);

const request = (id: number, method: string, params: JsonObject) => ({ jsonrpc: '2.0', id, method, params });

import type { McpSession } from '../model/facts/mcp.js';
import {
  HANDSHAKE_VERSION,
  initializeParams,
  MODERN_VERSION,
  modernHeaders,
  withModernMeta,
  type Era,
  type JsonObject,
} from '../model/mcp-protocol.js';
import { shellWord } from '../model/shell-word.js';

const CLIENT = { name: 'curl', version: '0' };
const HELLO = initializeParams(CLIENT);

/** The shell line that asks one question of a session's server, in the given era (its first one when absent). */
export function reproOf(session: McpSession, method: string, params: JsonObject = {}, era?: Era): string {
  const spoken = era ?? session.eras[0] ?? 'handshake';
  if (session.transport === 'stdio') return overStdio(session.endpoint, method, params, spoken);
  const ask = spoken === MODERN_VERSION ? modernCurl : handshakeCurl;
  return withServer(session, (url) => ask(url, method, params));
}

/** The shell line that opens the conversation of the handshake era. */
export const initializeRepro = (session: McpSession): string => reproOf(session, 'initialize', HELLO, 'handshake');

/** The line for a server that is there, or with the server around it when this run's own is gone by the time it is read. */
export function withServer({ endpoint, repeat }: McpSession, line: (url: string) => string): string {
  if (repeat === undefined) return line(endpoint);
  return `id=$(${repeat.start}); sleep 2; ${line(repeat.url)}; docker stop "$id"`;
}

function overStdio(command: string, method: string, params: JsonObject, era: Era): string {
  const messages =
    era === MODERN_VERSION
      ? [request(1, method, withModernMeta(params, CLIENT))]
      : method === 'initialize'
        ? [request(1, method, params)]
        : [
            request(1, 'initialize', HELLO),
            { jsonrpc: '2.0', method: 'notifications/initialized' },
            request(2, method, params),
          ];
  // The pause keeps stdin open until the answer is there.
  return `{ printf '%s\\n' ${messages.map((message) => shellWord(JSON.stringify(message))).join(' ')}; sleep 3; } | ${command}`;
}

function modernCurl(url: string, method: string, params: JsonObject): string {
  const headers = Object.entries(modernHeaders(method, params)).map(([name, value]) => `${name}: ${value}`);
  return curl(url, request(1, method, withModernMeta(params, CLIENT)), headers);
}

function handshakeCurl(url: string, method: string, params: JsonObject): string {
  if (method === 'initialize') return hello(url);
  const session = sessionLine(url);
  const ask = curl(url, request(2, method, params), [`MCP-Protocol-Version: ${HANDSHAKE_VERSION}`]);
  return `${session}; ${ask} -H "Mcp-Session-Id: $S"`;
}

const hello = (url: string) => curl(url, request(1, 'initialize', HELLO));
const sessionLine = (url: string) =>
  `S=$(${hello(url)} -o /dev/null -D - | tr -d '\\r' | sed -n 's/^mcp-session-id: //Ip')`;

/** The shell line that holds an event stream open beside what follows it. */
export function streamLine(openedBy: string, url: string): string {
  if (openedBy !== 'GET')
    return `${modernCurl(url, openedBy, { notifications: { toolsListChanged: true } })} >/dev/null &`;
  const version = shellWord(`MCP-Protocol-Version: ${HANDSHAKE_VERSION}`);
  return `${sessionLine(url)}; curl -sN -H 'Accept: text/event-stream' -H ${version} -H "Mcp-Session-Id: $S" ${shellWord(url)} >/dev/null &`;
}

/** A POST to an MCP endpoint with the headers that every client sends. */
export function curl(url: string, message: object, headers: readonly string[] = []): string {
  const all = ['Content-Type: application/json', 'Accept: application/json, text/event-stream', ...headers];
  return [
    'curl -s',
    ...all.map((header) => `-H ${shellWord(header)}`),
    `-d ${shellWord(JSON.stringify(message))}`,
    shellWord(url),
  ].join(' ');
}

export const initializeRequest = (): object => request(1, 'initialize', HELLO);

const request = (id: number, method: string, params: JsonObject) => ({ jsonrpc: '2.0', id, method, params });

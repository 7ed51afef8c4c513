import type { McpSession } from '../model/facts/mcp.js';

type Era = McpSession['eras'][number];
type Params = Readonly<Record<string, unknown>>;

const CLIENT = { name: 'curl', version: '0' };
const HANDSHAKE_VERSION = '2025-11-25';
const MODERN_VERSION = '2026-07-28';

/** The shell line that asks one question of a session's server, in the given era (its first one when absent). */
export function reproOf(session: McpSession, method: string, params: Params = {}, era?: Era): string {
  const spoken = era ?? session.eras[0] ?? 'handshake';
  if (session.transport === 'stdio') return overStdio(session.endpoint, method, params, spoken);
  const ask = spoken === MODERN_VERSION ? modernCurl : handshakeCurl;
  return withServer(session, (url) => ask(url, method, params));
}

/** The line for a server that is there, or with the server around it when this run's own is gone by the time it is read. */
export function withServer({ endpoint, repeat }: McpSession, line: (url: string) => string): string {
  if (repeat === undefined) return line(endpoint);
  return `id=$(${repeat.start}); sleep 2; ${line(repeat.url)}; docker stop "$id"`;
}

function overStdio(command: string, method: string, params: Params, era: Era): string {
  const messages =
    era === MODERN_VERSION
      ? [request(1, method, modern(params))]
      : method === 'initialize'
        ? [request(1, method, params)]
        : [
            request(1, 'initialize', initializeParams()),
            { jsonrpc: '2.0', method: 'notifications/initialized' },
            request(2, method, params),
          ];
  // The pause keeps stdin open until the answer is there.
  return `{ printf '%s\\n' ${messages.map((message) => quote(JSON.stringify(message))).join(' ')}; sleep 3; } | ${command}`;
}

function modernCurl(url: string, method: string, params: Params): string {
  const name = params['name'];
  const headers = [
    `MCP-Protocol-Version: ${MODERN_VERSION}`,
    `Mcp-Method: ${method}`,
    ...(typeof name === 'string' ? [`Mcp-Name: ${headerValue(name)}`] : []),
  ];
  return curl(url, request(1, method, modern(params)), headers);
}

function handshakeCurl(url: string, method: string, params: Params): string {
  if (method === 'initialize') return hello(url);
  const session = sessionLine(url);
  const ask = curl(url, request(2, method, params), [`MCP-Protocol-Version: ${HANDSHAKE_VERSION}`]);
  return `${session}; ${ask} -H "Mcp-Session-Id: $S"`;
}

const hello = (url: string) => curl(url, request(1, 'initialize', initializeParams()));
const sessionLine = (url: string) =>
  `S=$(${hello(url)} -o /dev/null -D - | tr -d '\\r' | sed -n 's/^mcp-session-id: //Ip')`;

/** The shell line that holds an event stream open beside what follows it. */
export function streamLine(openedBy: string, url: string): string {
  if (openedBy !== 'GET')
    return `${modernCurl(url, openedBy, { notifications: { toolsListChanged: true } })} >/dev/null &`;
  const version = quote(`MCP-Protocol-Version: ${HANDSHAKE_VERSION}`);
  return `${sessionLine(url)}; curl -sN -H 'Accept: text/event-stream' -H ${version} -H "Mcp-Session-Id: $S" ${quote(url)} >/dev/null &`;
}

/** A POST to an MCP endpoint with the headers that every client sends. */
export function curl(url: string, message: object, headers: readonly string[] = []): string {
  const all = ['Content-Type: application/json', 'Accept: application/json, text/event-stream', ...headers];
  return [
    'curl -s',
    ...all.map((header) => `-H ${quote(header)}`),
    `-d ${quote(JSON.stringify(message))}`,
    quote(url),
  ].join(' ');
}

export const initializeRequest = (): object => request(1, 'initialize', initializeParams());

const request = (id: number, method: string, params: Params) => ({ jsonrpc: '2.0', id, method, params });
export const initializeParams = (): Params => ({
  protocolVersion: HANDSHAKE_VERSION,
  capabilities: {},
  clientInfo: CLIENT,
});
const modern = (params: Params): Params => ({
  ...params,
  _meta: {
    'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
    'io.modelcontextprotocol/clientInfo': CLIENT,
    'io.modelcontextprotocol/clientCapabilities': {},
  },
});

/** As it is, or in the specification's Base64 form when it is not plain visible ASCII. */
const headerValue = (text: string): string =>
  /^[\u0021-\u007e]+$/u.test(text)
    ? text
    : `=?base64?${btoa(String.fromCodePoint(...new TextEncoder().encode(text)))}?=`;

/** One word for a POSIX shell. */
const quote = (text: string): string =>
  /^[\w./:=@%+,-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The two ways in which a client opens a conversation: `initialize`, or metadata in every request. */
export type Era = 'handshake' | '2026-07-28';

/** The newest revision of the handshake era. */
export const HANDSHAKE_VERSION = '2025-11-25';

/** The version that a server settled on, as it can stand in a header; the newest where it is none. */
export const settledVersion = (said: unknown): string =>
  typeof said === 'string' && /^[\w.-]{1,40}$/u.test(said) ? said : HANDSHAKE_VERSION;
/** The first revision without a handshake. */
export const MODERN_VERSION = '2026-07-28';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The only progress token that our requests carry. */
export const PROGRESS_TOKEN = 'mcp-dock-progress';

/** What we say of ourselves to a server. */
export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}

/** Parameters of `initialize`. We declare no capabilities: a server has nothing to ask of us. */
export const initializeParams = (client: ClientInfo): JsonObject => ({
  protocolVersion: HANDSHAKE_VERSION,
  capabilities: {},
  clientInfo: client,
});

/** Adds the metadata that every request of revision 2026-07-28 carries. */
export const withModernMeta = (params: JsonObject, client: ClientInfo): JsonObject => ({
  ...params,
  _meta: {
    ...(isObject(params['_meta']) ? params['_meta'] : {}),
    'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
    'io.modelcontextprotocol/clientInfo': client,
    'io.modelcontextprotocol/clientCapabilities': {},
  },
});

/** Methods whose target is mirrored into the `Mcp-Name` header. */
const NAMED_METHODS: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** Headers that revision 2026-07-28 requires on every POST. */
export function modernHeaders(method: string, params: JsonObject): Record<string, string> {
  const key = NAMED_METHODS[method];
  const name = key === undefined ? undefined : params[key];
  return {
    'MCP-Protocol-Version': MODERN_VERSION,
    'Mcp-Method': method,
    ...(typeof name === 'string' ? { 'Mcp-Name': headerValue(name) } : {}),
  };
}

/** The header that names what a handshake settled on; none where a server's word for it is no version. */
export const versionHeader = (version: string | undefined): Record<string, string> =>
  version !== undefined && /^[\w.-]+$/u.test(version) ? { 'MCP-Protocol-Version': version } : {};

/** A header value as it is, or in the specification's Base64 form when it is not plain visible ASCII. */
function headerValue(value: string): string {
  const plain = /^[\u0020-\u007e]+$/u.test(value) && value === value.trim() && !/^=\?base64\?.*\?=$/u.test(value);
  return plain ? value : `=?base64?${base64Of(value)}?=`;
}

/** Byte by byte: a name may be as long as an answer, which is more than a call takes arguments. */
const base64Of = (text: string) =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));

/** Whether a line of output is the protocol's, which a log of a stdio server has too. */
export const isMessage = (line: string): boolean => line.startsWith('{') && line.includes('"jsonrpc"');

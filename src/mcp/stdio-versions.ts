import { maskValues } from '../model/clean-text.js';
import type { VersionAnswers } from '../model/facts/http-rules.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import {
  initializeParams,
  isObject,
  MODERN_VERSION,
  type ClientInfo,
  type Era,
  type JsonObject,
} from '../model/mcp-protocol.js';
import { versionOf } from './greet.js';
import { NO_VERSION } from './http-rules/handshake-questions.js';
import { unsupportedAnswer } from './unsupported-answer.js';
import type { McpWire } from './wire.js';

export interface StdioVersionsOptions {
  readonly endpoint: string;
  readonly client: ClientInfo;
  readonly eras: readonly Era[];
  /** For the first answer, the start of the process included. */
  readonly timeoutMs: number;
  readonly secrets?: readonly string[];
}

/**
 * What a process says that is greeted in a version that nobody has. One process has one handshake, so this is a process of its
 * own.
 */
export async function askStdioVersions(
  wire: McpWire,
  { endpoint, client, eras, timeoutMs, secrets = [] }: StdioVersionsOptions,
): Promise<VersionAnswers> {
  // A process that serves both may be held to the one that it was opened with, and clients that need the handshake are older.
  const modern = !eras.includes('handshake') && eras.includes(MODERN_VERSION);
  const handshake = eras.includes('handshake');
  // Before anything is cut: of a piece nobody knows what it is a piece of.
  const ask = async (method: string, params: JsonObject) =>
    maskValues(await wire.request(method, params, { era: 'handshake', timeoutMs }), secrets, []);
  const unsupported = modern ? await ask('tools/list', inNoVersion(client)) : undefined;
  const greeting = handshake
    ? await ask('initialize', { ...initializeParams(client), protocolVersion: NO_VERSION })
    : undefined;
  return {
    transport: 'stdio',
    endpoint,
    eras: [...eras],
    handshakes: greeting === undefined ? [] : [handshakeOf(NO_VERSION, greeting)],
    ...(unsupported === undefined ? {} : { unsupported: unsupportedAnswer(NO_VERSION, unsupported) }),
  };
}

const inNoVersion = (client: ClientInfo): JsonObject => ({
  _meta: {
    'io.modelcontextprotocol/protocolVersion': NO_VERSION,
    'io.modelcontextprotocol/clientInfo': client,
    'io.modelcontextprotocol/clientCapabilities': {},
  },
});

function handshakeOf(asked: string, answer: McpAnswer): VersionAnswers['handshakes'][number] {
  const { result, error, failure } = answer;
  const answered = versionOf(isObject(result) ? result['protocolVersion'] : undefined);
  if (answered !== undefined) return { asked, answered };
  const instead =
    failure?.message ?? (error === undefined ? 'a result without a version' : `error ${error.code} "${error.message}"`);
  const { code, supported } = unsupportedAnswer(asked, answer);
  return {
    asked,
    instead: instead.slice(0, 200),
    ...(code === undefined ? {} : { code }),
    ...(supported === undefined ? {} : { supported }),
  };
}

import { MODERN_VERSION, modernHeaders, withModernMeta, type JsonObject } from '../../model/mcp-protocol.js';
import type { Asker, Question } from './asker.js';
import { NO_VERSION } from './handshake-questions.js';

const era = MODERN_VERSION;
const NO_TOOL = 'mcp_dock_no_such_tool';
const OTHER_TOOL = 'mcp_dock_another_tool';
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';

export interface ModernOptions {
  readonly client: Asker['client'];
  /** A request without effect that the server answers with a result. */
  readonly harmless: string;
  readonly hasTools: boolean;
  /** The other era is served beside it. */
  readonly dual: boolean;
}

/** Requests of 2026-07-28, each right but for one thing. Tools that they name do not exist, so that no mistake of a server calls one. */
export function modernQuestions(options: ModernOptions): Question[] {
  const { client, harmless, hasTools, dual } = options;
  const one = (question: string, headers: Question['headers'] = {}, params: JsonObject = withModernMeta({}, client)) =>
    modern(question, harmless, params, headers);
  const call = (question: string, headers: Question['headers'] = {}) =>
    modern(question, 'tools/call', withModernMeta({ name: NO_TOOL, arguments: {} }, client), headers);
  const { _meta: meta } = withModernMeta({}, client) as { _meta: JsonObject };
  const otherVersion = { _meta: { ...meta, [VERSION_KEY]: NO_VERSION } };
  const { [CAPABILITIES_KEY]: _, ...incapable } = meta;
  return [
    one('modern-request'),
    one('modern-no-method', { 'Mcp-Method': undefined }),
    one('modern-other-method', { 'Mcp-Method': 'prompts/list' }),
    // Its header may be left out by clients of the era that such a server knows too.
    ...(dual ? [] : [one('modern-no-version', { 'MCP-Protocol-Version': undefined })]),
    // Where the header names a version of the other era, a server of both may well serve the request in that one.
    one('modern-other-version', { 'MCP-Protocol-Version': dual ? NO_VERSION : '2025-11-25' }),
    { ...one('modern-unsupported', { 'MCP-Protocol-Version': NO_VERSION }, otherVersion), about: NO_VERSION },
    one('modern-no-meta', {}, {}),
    one('modern-no-capabilities', {}, { _meta: incapable }),
    one('modern-session', { 'Mcp-Session-Id': 'mcp-dock-no-such-session' }),
    ...(hasTools
      ? [
          call('modern-no-name', { 'Mcp-Name': undefined }),
          call('modern-other-name', { 'Mcp-Name': OTHER_TOOL }),
          call('modern-encoded-name', { 'Mcp-Name': `=?base64?${btoa(NO_TOOL)}?=` }),
        ]
      : []),
    ...(dual
      ? []
      : (['GET', 'DELETE'] as const).map((method): Question => ({
          question: `modern-${method.toLowerCase()}`,
          era,
          method,
          ...(method === 'GET' ? { headers: { Accept: 'text/event-stream' } } : {}),
          timeoutMs: 2_000,
        }))),
  ];
}

const modern = (question: string, method: string, params: JsonObject, headers: Question['headers']): Question => ({
  question,
  era,
  headers: { ...modernHeaders(method, params), ...headers },
  body: { jsonrpc: '2.0', id: `mcp-dock-${question}`, method, params },
});

import { initializeParams, MODERN_VERSION, modernHeaders, withModernMeta } from '../../model/mcp-protocol.js';
import type { Asker, Question } from './asker.js';

/** What clients in a browser send with a POST that no page may send unasked. */
export const ASKED_HEADERS = ['content-type', 'mcp-protocol-version'] as const;
export const SESSION_HEADER = 'mcp-session-id';
export const MODERN_HEADERS = ['mcp-method', 'mcp-name'] as const;
const FOREIGN = 'https://evil.example.com';
const MAX_ORIGINS = 5;

export interface CorsOptions {
  readonly client: Asker['client'];
  /** A request of 2026-07-28 without effect that the server answers with a result. */
  readonly harmless: string;
  readonly origins: readonly string[];
  readonly modern: boolean;
  readonly handshake: boolean;
}

/** What a browser asks before a page of that origin may ask anything, and the request itself. */
export function corsQuestions({ client, harmless, origins, modern, handshake }: CorsOptions): Question[] {
  const asked = [
    ...ASKED_HEADERS,
    ...(handshake ? [SESSION_HEADER] : []),
    ...(modern ? MODERN_HEADERS : []),
    'authorization',
  ];
  const era = handshake ? 'handshake' : MODERN_VERSION;
  const preflight = (question: string, origin: string): Question => ({
    question,
    era,
    method: 'OPTIONS',
    about: origin,
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': asked.join(', '),
    },
  });
  const params = withModernMeta({}, client);
  const request = (origin: string): Question =>
    modern
      ? {
          question: 'cors-request',
          era: MODERN_VERSION,
          about: origin,
          headers: { ...modernHeaders(harmless, params), Origin: origin },
          body: { jsonrpc: '2.0', id: 1, method: harmless, params },
        }
      : {
          question: 'cors-request',
          era,
          about: origin,
          headers: { Origin: origin },
          body: { jsonrpc: '2.0', id: 1, method: 'initialize', params: initializeParams(client) },
        };
  return [
    ...origins.slice(0, MAX_ORIGINS).flatMap((origin) => [preflight('preflight', origin), request(origin)]),
    preflight('foreign-preflight', FOREIGN),
  ];
}

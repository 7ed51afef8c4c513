import { cleanText } from '../model/clean-text.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';

export type RpcId = string | number;

export type RpcMessage =
  | {
      readonly kind: 'response';
      /** `null` when the server could not tell which request it was. */
      readonly id: RpcId | null;
      readonly result?: unknown;
      readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
    }
  | { readonly kind: 'request'; readonly id: RpcId; readonly method: string; readonly params: JsonObject }
  | { readonly kind: 'notification'; readonly method: string; readonly params: JsonObject };

/** One JSON-RPC message, or why the text is none. */
export function parseMessage(text: string): RpcMessage | { readonly kind: 'invalid'; readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid('no JSON');
  }
  return classify(value);
}

export function classify(value: unknown): RpcMessage | { readonly kind: 'invalid'; readonly reason: string } {
  if (Array.isArray(value)) return invalid('a batch, which revision 2025-06-18 removed');
  if (!isObject(value)) return invalid('JSON, but no object');
  if (value['jsonrpc'] !== '2.0') return invalid('JSON, but without "jsonrpc": "2.0"');
  const { id, method, params, result, error } = value;
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (typeof method === 'string') {
    const known = isObject(params) ? params : {};
    if (hasId) return { kind: 'request', id, method, params: known };
    return id === undefined ? { kind: 'notification', method, params: known } : invalid('an id that is no id');
  }
  if ('result' in value && 'error' in value) return invalid('both a result and an error');
  if ('result' in value) return hasId ? { kind: 'response', id, result } : invalid('a result without an id');
  if (!isObject(error)) return invalid('neither a method, nor a result, nor an error');
  const { code, message, data } = error;
  if (typeof code !== 'number' || typeof message !== 'string') return invalid('an error without code and message');
  return {
    kind: 'response',
    id: hasId ? id : null,
    error: { code, message: cleanText(message), ...(data === undefined ? {} : { data }) },
  };
}

const invalid = (reason: string) => ({ kind: 'invalid', reason }) as const;

/** What we answer when a server asks something of its client: we offer nothing, but we are alive. */
export function replyTo(request: { readonly id: RpcId; readonly method: string }): JsonObject {
  return request.method === 'ping'
    ? { jsonrpc: '2.0', id: request.id, result: {} }
    : { jsonrpc: '2.0', id: request.id, error: { code: -32601, message: `This client has no ${request.method}.` } };
}

import { cleanText } from '../model/clean-text.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { outlineOf, parseJson, TooDeep } from '../model/parse-json.js';
import { isRpcId, type RpcId } from '../model/rpc-id.js';

export interface RpcResponse {
  readonly kind: 'response';
  /** `null` when the server could not tell which request it was. */
  readonly id: RpcId | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export type RpcMessage =
  | RpcResponse
  | { readonly kind: 'request'; readonly id: RpcId; readonly method: string; readonly params: JsonObject }
  | { readonly kind: 'notification'; readonly method: string; readonly params: JsonObject };

/** A text that is no JSON-RPC message, or none that is read. */
export interface NoMessage {
  readonly kind: 'invalid';
  readonly fault: 'not-json' | 'not-json-rpc' | 'too-deep';
  /** In words, for a list: `a result without an id`. */
  readonly reason: string;
  /** It is meant as an answer: to this request, or to one that it does not name. */
  readonly answers?: RpcId | null;
  /** Where in the text it goes wrong, as far as that can be told. */
  readonly at?: number;
}

/** One JSON-RPC message, or why the text is none. */
export function parseMessage(text: string): RpcMessage | NoMessage {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    return error instanceof TooDeep
      ? { ...invalid(error.message, 'too-deep'), ...answersIn(jsonOrUndefined(outlineOf(text).top)) }
      : { ...invalid('no JSON', 'not-json'), ...placeIn(text, error) };
  }
  return classify(value);
}

export function classify(value: unknown): RpcMessage | NoMessage {
  if (Array.isArray(value))
    return {
      ...invalid('a batch, which revision 2025-06-18 removed'),
      ...(value.length === 1 ? answersIn(value[0]) : {}),
    };
  if (!isObject(value)) return invalid('JSON, but no object');
  const broken = (reason: string): NoMessage => ({ ...invalid(reason), ...answersIn(value) });
  if (value['jsonrpc'] !== '2.0') return broken('JSON, but without "jsonrpc": "2.0"');
  const { id, method, params, result, error } = value;
  const hasId = isRpcId(id);
  if (typeof method === 'string') {
    const known = isObject(params) ? params : {};
    if (hasId) return { kind: 'request', id, method, params: known };
    return id === undefined ? { kind: 'notification', method, params: known } : broken('an id that is no id');
  }
  if ('result' in value && 'error' in value) return broken('both a result and an error');
  if ('result' in value) return hasId ? { kind: 'response', id, result } : broken('a result without an id');
  if (!isObject(error)) return broken('neither a method, nor a result, nor an error');
  const { code, message, data } = error;
  if (typeof code !== 'number' || typeof message !== 'string') return broken('an error without code and message');
  return {
    kind: 'response',
    id: hasId ? id : null,
    error: { code, message: cleanText(message), ...(data === undefined ? {} : { data }) },
  };
}

/** The words of V8 name a place, or show it with ten characters before it. */
function placeIn(text: string, error: unknown): Pick<NoMessage, 'at'> {
  const words = error instanceof Error ? error.message : '';
  const [, position] = /at position (\d+)/u.exec(words) ?? [];
  if (position !== undefined) return { at: Number(position) };
  const [, before, shown] = /, (\.\.\.)?"(.*?)"(?:\.\.\.)? is not valid JSON$/su.exec(words) ?? [];
  const found = before === undefined || shown === undefined ? -1 : text.indexOf(shown);
  return found === -1 ? {} : { at: found + SHOWN_BEFORE };
}

const SHOWN_BEFORE = 10;

const invalid = (reason: string, fault: NoMessage['fault'] = 'not-json-rpc'): NoMessage => ({
  kind: 'invalid',
  fault,
  reason,
});

/** Members of an answer. Lines of a log in JSON may have some of them too, beside others. */
const OF_ANSWERS = new Set(['id', 'result', 'error']);

function answersIn(value: unknown): Pick<NoMessage, 'answers'> {
  if (!isObject(value) || !('result' in value || 'error' in value) || typeof value['method'] === 'string') return {};
  const { jsonrpc, id } = value;
  if (jsonrpc === undefined && !(isRpcId(id) && Object.keys(value).every((key) => OF_ANSWERS.has(key)))) return {};
  return { answers: isRpcId(id) ? id : null };
}

const BEGINNING_CHARACTERS = 1_000;

/** Whoever wrote it meant JSON-RPC, and no line of a log: it begins like a message, whatever comes before or after that. */
export const isMeantAsMessage = (text: string): boolean =>
  /^[\s\0\ufeff]*[[{].*"jsonrpc"/su.test(text.slice(0, BEGINNING_CHARACTERS));

/** What we answer when a server asks something of its client: we offer nothing, but we are alive. */
export function replyTo(request: { readonly id: RpcId; readonly method: string }): JsonObject {
  return request.method === 'ping'
    ? { jsonrpc: '2.0', id: request.id, result: {} }
    : { jsonrpc: '2.0', id: request.id, error: { code: -32601, message: `This client has no ${request.method}.` } };
}

import type { WireMessage } from '../../model/facts/wire.js';
import { isObject, type JsonObject } from '../../model/mcp-protocol.js';
import first from './schemas/2024-11-05.json' with { type: 'json' };
import second from './schemas/2025-03-26.json' with { type: 'json' };
import third from './schemas/2025-06-18.json' with { type: 'json' };
import last from './schemas/2025-11-25.json' with { type: 'json' };
import modern from './schemas/2026-07-28.json' with { type: 'json' };
import { isOtherId } from '../../model/rpc-id.js';
import { isPlainRefusal } from './plain-refusal.js';
import type { Schema } from './violations.js';

const DOCUMENTS: Readonly<Record<string, Schema>> = {
  '2024-11-05': first,
  '2025-03-26': second,
  '2025-06-18': third,
  '2025-11-25': last,
  '2026-07-28': modern,
};
const MODERN = '2026-07-28';

/** What a message has to be. */
export interface ExpectedShape {
  readonly revision: string;
  readonly document: Schema;
  /** `#/$defs/ListToolsResult`. */
  readonly definition: string;
  /** What of the message is looked at. */
  readonly value: unknown;
  /** The method that is answered, or that the server names. */
  readonly method: string;
  readonly kind: 'result' | 'notification' | 'request';
}

const RESULTS: Readonly<Record<string, string>> = {
  initialize: 'InitializeResult',
  'server/discover': 'DiscoverResult',
  ping: 'EmptyResult',
  'logging/setLevel': 'EmptyResult',
  'tools/list': 'ListToolsResult',
  'tools/call': 'CallToolResult',
  'resources/list': 'ListResourcesResult',
  'resources/templates/list': 'ListResourceTemplatesResult',
  'resources/read': 'ReadResourceResult',
  'prompts/list': 'ListPromptsResult',
  'prompts/get': 'GetPromptResult',
  'completion/complete': 'CompleteResult',
};

/**
 * The definition that a message must keep to, in the revision that its conversation has; undefined where the schema says nothing of
 * it: a method of an extension, or an unknown revision. Errors are left to the check of errors, which sees them in their answers.
 */
export function expectedShape(
  { era, answers, sentId, status, message }: WireMessage,
  version?: string,
): ExpectedShape | undefined {
  const revision = era === MODERN ? MODERN : version;
  const document = revision === undefined ? undefined : DOCUMENTS[revision];
  if (revision === undefined || document === undefined || !isObject(message)) return undefined;
  if (isPlainRefusal(status, message)) return undefined;
  // Of what bears the id of another request nobody knows for sure what it answers; mcp/error-shape tells it.
  if (sentId !== undefined && isOtherId(message['id'], sentId)) return undefined;
  const shape = shapeIn(document, message, answers);
  return shape === undefined ? undefined : { revision, document, ...shape };
}

type Shape = Omit<ExpectedShape, 'revision' | 'document'>;

function shapeIn(document: Schema, message: JsonObject, answers: string | undefined): Shape | undefined {
  const { method, result } = message;
  if (typeof method === 'string') {
    const kind = 'id' in message ? 'request' : 'notification';
    const definition = namedBy(document, kind === 'request' ? 'ServerRequest' : 'ServerNotification', method);
    return definition === undefined ? undefined : { definition, value: message, method, kind };
  }
  // Of an answer with both, mcp/error-shape says so.
  if (answers === undefined || !('result' in message) || 'error' in message) return undefined;
  const waits = isObject(result) && result['resultType'] === 'input_required';
  const name = waits ? 'InputRequiredResult' : (RESULTS[answers] ?? 'Result');
  const definition = definitionOf(document, name);
  return definition === undefined ? undefined : { definition, value: result, method: answers, kind: 'result' };
}

/** Where the schema of a revision defines something; undefined where it does not. */
export function documentOf(
  revision: string | undefined,
  name: string,
): Pick<ExpectedShape, 'document' | 'definition'> | undefined {
  const document = revision === undefined ? undefined : DOCUMENTS[revision];
  const definition = document === undefined ? undefined : definitionOf(document, name);
  return document === undefined || definition === undefined ? undefined : { document, definition };
}

/** The alternative of a union whose `method` it is. */
function namedBy(document: Schema, union: string, method: string): string | undefined {
  const { all } = definitionsOf(document);
  const { anyOf } = (all[union] ?? {}) as { anyOf?: readonly { $ref: string }[] };
  return anyOf?.map(({ $ref }) => $ref).find(($ref) => methodOf(all[$ref.split('/').at(-1) ?? '']) === method);
}

function methodOf(definition: unknown): unknown {
  const properties = isObject(definition) ? definition['properties'] : undefined;
  const method = isObject(properties) ? properties['method'] : undefined;
  return isObject(method) ? method['const'] : undefined;
}

function definitionOf(document: Schema, name: string): string | undefined {
  const { at, all } = definitionsOf(document);
  return name in all ? `#/${at}/${name}` : undefined;
}

function definitionsOf(document: Schema): { readonly at: string; readonly all: JsonObject } {
  const at = '$defs' in document ? '$defs' : 'definitions';
  return { at, all: document[at] as JsonObject };
}

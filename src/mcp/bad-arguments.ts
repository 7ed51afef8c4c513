import type { McpTool } from '../model/facts/mcp.js';
import type { ConfiguredCall } from '../model/facts/settings.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';

export interface BadCall {
  readonly tool: string;
  readonly arguments: JsonObject;
}

/**
 * A call that the tool's own schema forbids, and the tool to make it of. A server that does not validate will run the tool, so
 * only two kinds are asked: those that the project lists in `expect.calls` and so allows to be called, one that destroys last,
 * and those that say they only read. With `listedOnly`, for a server that is somebody's and holds what nobody wants tried out,
 * such a word is not enough. Every typed argument that is required gets a value of a wrong type; where none is required, one
 * optional argument does.
 */
export function chooseBadCall(
  tools: readonly McpTool[],
  calls: readonly ConfiguredCall[],
  { listedOnly = false }: { readonly listedOnly?: boolean } = {},
): BadCall | { skipped: string } {
  const listed = new Set(calls.map(({ tool }) => tool));
  const rank = ({ name, annotations = {} }: McpTool): number => {
    if (listedOnly && !listed.has(name)) return Infinity;
    if (annotations['readOnlyHint'] === true) return listed.has(name) ? 0 : 1;
    if (!listed.has(name)) return Infinity;
    return annotations['destructiveHint'] === false ? 2 : 3;
  };
  const allowed = tools
    .map((tool) => ({ tool, rank: rank(tool) }))
    .filter(({ rank }) => rank < Infinity)
    .toSorted((a, b) => a.rank - b.rank);
  if (allowed.length === 0) return { skipped: listedOnly ? NOT_OURS : NONE_ALLOWED };
  // Required arguments first: a server may rightly ignore an optional one.
  for (const required of [true, false]) {
    for (const { tool } of allowed) {
      const args = wrongArguments(tool.inputSchema, required);
      if (args !== undefined) return { tool: tool.name, arguments: args };
    }
  }
  return { skipped: 'No tool that may be called has an argument with a type.' };
}

const NONE_ALLOWED = 'No tool says that it only reads, and mcp-dock.yaml lists no call, so none was called.';
const NOT_OURS = 'The server was found running, and no tool is called there that is not listed for it.';

function wrongArguments(schema: unknown, required: boolean): JsonObject | undefined {
  if (!isObject(schema) || !isObject(schema['properties'])) return undefined;
  const properties = schema['properties'];
  const wrong = (names: readonly string[]) =>
    names.flatMap((name) => {
      const value = Object.hasOwn(properties, name) ? wrongValue(properties[name]) : undefined;
      return value === undefined ? [] : [[name, value] as const];
    });
  const names = Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : [];
  const entries = required ? wrong(names) : wrong(Object.keys(properties)).slice(0, 1);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A value outside the schema's types; undefined when the schema names no type or allows too much. */
function wrongValue(schema: unknown): unknown {
  if (!isObject(schema)) return undefined;
  const { type } = schema;
  const types = (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
  if (types.length === 0) return undefined;
  // An object first: servers that read "12" as 12 are lenient, not broken; nobody reads an object as a number.
  if (!types.includes('object')) return { 'mcp-dock': 'an argument of the wrong type' };
  if (!types.includes('string')) return 'an argument of the wrong type';
  if (!types.includes('array')) return ['an argument of the wrong type'];
  return undefined;
}

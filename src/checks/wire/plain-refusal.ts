import type { JsonObject } from '../../model/mcp-protocol.js';

/**
 * A refusal by HTTP alone, as gateways, frameworks and guards of tokens word it: what it says need not be JSON-RPC, even where it is
 * JSON. Whoever does write `jsonrpc` is held to it.
 */
export const isPlainRefusal = (status: number | undefined, message: JsonObject): boolean =>
  status !== undefined && status >= 400 && message['jsonrpc'] === undefined;

import { cleanText } from '../../model/clean-text.js';
import type { McpAnswer } from '../../model/facts/mcp.js';
import { isObject } from '../../model/mcp-protocol.js';

/** Throws where a further session was refused: questions without one would be answered for that, and say nothing of themselves. */
export function requireHello({ result, error, failure }: McpAnswer): void {
  if (isObject(result)) return;
  const instead =
    failure?.message ?? (error === undefined ? 'no result' : `error ${error.code} "${cleanText(error.message, 200)}"`);
  throw new Error(`A further session was not given over HTTP: initialize got ${instead}.`);
}

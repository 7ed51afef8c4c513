import type { McpSession } from '../model/facts/mcp.js';
import { inWords } from './mcp-sessions.js';

/** `initialize gets 400 and error -32600 "Server already initialized"`; undefined where a second client is served. */
export function secondClientWords({ secondClient }: McpSession): string | undefined {
  if (secondClient === undefined) return undefined;
  const { httpStatus, failure } = secondClient;
  // The words for a body that is no answer begin with the status.
  const status = httpStatus === undefined || failure !== undefined ? '' : `${httpStatus} and `;
  return `initialize gets ${status}${inWords(secondClient)}`;
}

/** What could not be asked beside the one client that the server takes. */
export const notBesideUs = (what: string): { readonly unknown: string } => ({
  unknown: `${what}, since the server refuses a second client while the first is connected; see http/session-rules.`,
});

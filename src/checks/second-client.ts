import type { McpAnswer, McpSession, NextClient } from '../model/facts/mcp.js';
import { NO_FURTHER_CLIENT } from '../model/no-further-client.js';
import { inWords } from './mcp-sessions.js';

/** `initialize gets 400 and error -32600 "Server already initialized"`; undefined where a second client is served. */
export const secondClientWords = ({ secondClient }: McpSession): string | undefined =>
  secondClient && `initialize gets ${refusalWords(secondClient)}`;

/** `it takes no further client after one ended its session: initialize gets HTTP 500 with …`; undefined where the next client is served. */
export function nextClientWords({ nextClient }: McpSession): string | undefined {
  if (nextClient === undefined) return undefined;
  const left = isDeleted(nextClient) ? 'ended its session' : 'left';
  return `it takes no further client after one ${left}: initialize gets ${refusalWords(nextClient.refusal)}`;
}

/** DELETE was not refused; what fails over it knows of it all the same. */
export const isDeleted = ({ goodbye }: NextClient): boolean =>
  goodbye !== undefined && (goodbye < 300 || goodbye >= 500);

export function refusalWords(answer: McpAnswer): string {
  const { httpStatus, failure } = answer;
  // The words for a body that is no answer begin with the status.
  return `${httpStatus === undefined || failure !== undefined ? '' : `${httpStatus} and `}${inWords(answer)}`;
}

/** What could not be asked beside the one client that the server takes. */
export const notBesideUs = (what: string): { readonly unknown: string } => ({
  unknown: `${what}, since the server refuses a second client while the first is connected; see http/session-rules.`,
});

/** What could not be asked since no client is served after the first one; undefined where it could. */
export const noFurtherClient = (session: McpSession): { readonly unknown: string } | undefined =>
  session.nextClient && { unknown: NO_FURTHER_CLIENT };

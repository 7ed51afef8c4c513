import { cleanText } from '../model/clean-text.js';
import type { McpAnswer, McpSession } from '../model/facts/mcp.js';
import type { Finding } from '../model/finding.js';

/** How reports call a transport. */
export const transportName = ({ transport }: Pick<McpSession, 'transport'>): string =>
  transport === 'http' ? 'HTTP' : 'stdio';

/** Sessions in which questions could be asked, or why none could. */
export function answeredSessions(
  sessions: readonly McpSession[],
): { readonly sessions: readonly McpSession[] } | { readonly notApplicable: string } {
  const answered = sessions.filter((session) => session.answered);
  return answered.length === 0
    ? { notApplicable: 'No transport was answered; mcp/initialize says why.' }
    : { sessions: answered };
}

/** How the server ended, where this question alone ends it: `it exited with code 1`. */
export const endOver = ({ failure }: McpAnswer): string | undefined =>
  failure?.kind === 'ended' ? cleanText(failure.message, 200) : undefined;

/** What came in place of the wanted answer: `error -32601 "Method not found"`, `no answer within 5.0 s`. */
export function inWords(answer: McpAnswer): string {
  const { error, failure, result } = answer;
  const end = endOver(answer);
  if (end !== undefined) return `the end of the server (${end})`;
  if (failure !== undefined) return cleanText(failure.message, 200);
  if (error !== undefined) return `error ${error.code} "${cleanText(error.message, 200)}"`;
  return result === undefined ? 'nothing' : 'a result';
}

/** An answer came that we do not read; whoever asks for less may well read it. */
export const isUnread = ({ failure }: McpAnswer): boolean => failure?.kind === 'too-deep';

/** What helps where one is too deep. */
export const UNREAD_REMEDY =
  'Leave out what is nested so deep, mostly a default or an example in a schema: some client libraries fail at it too, from about 1,500 levels on.';

/** What a method gave that should have given a list; `where` is ` in 2026-07-28`. */
export const noListFrom = (method: string, answer: McpAnswer, where = ''): string =>
  isUnread(answer)
    ? `${method}${where} gave ${inWords(answer)}`
    : `${method} gives no list${where}: ${inWords(answer)}`;

/** A name that a server chose, fit to be shown. */
export const quoted = (name: string): string => `"${cleanText(name, 128)}"`;

export const quotedList = (names: readonly string[], limit = 10): string => {
  const shown = names.slice(0, limit).map(quoted).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
};

/** The same words from several transports are one finding. */
export function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.toReversed().map((finding) => [finding.message, finding])).values()].toReversed();
}

/** The session of a transport. */
export const sessionOf = (
  sessions: readonly McpSession[],
  transport: McpSession['transport'],
): McpSession | undefined => sessions.find((session) => session.transport === transport);

/** `the handshake era`, or the revision. */
export const eraName = (era: McpSession['eras'][number]): string => (era === 'handshake' ? 'the handshake era' : era);

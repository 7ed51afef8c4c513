import type { CheckAnswer } from '../model/check.js';
import type { McpSession } from '../model/facts/mcp.js';
import { isLimited } from '../model/is-limited.js';
import { transportName } from './mcp-sessions.js';

/** What a check says instead of a pass, where the server refused further requests before all that it is about was asked. */
export function limitedBefore<Asked extends Pick<McpSession, 'transport' | 'limited'>>(
  all: readonly Asked[],
  wasAsked: (asked: Asked) => boolean,
): { readonly unknown: string } | undefined {
  const limited = all.find((asked) => asked.limited !== undefined && !wasAsked(asked));
  return limited === undefined ? undefined : refusing(transportName(limited), limited.limited);
}

/** Findings; where there are none, a conversation that ended before the question keeps the rule from being known to hold. */
export function unlessLimited(
  sessions: readonly McpSession[],
  wasAsked: (session: McpSession) => boolean,
  answer: CheckAnswer,
): CheckAnswer {
  if (Array.isArray(answer) && answer.length > 0) return answer;
  return limitedBefore(sessions, wasAsked) ?? answer;
}

/** Of a greeting that was refused as one too many, nobody knows the answer. */
export const isGreetingLimited = ({ limited, handshake, discover }: McpSession): boolean =>
  limited !== undefined && [handshake, discover].some((answer) => isLimited(answer?.httpStatus));

/** The same of single requests, by their status. */
export function limitedAnswer(
  rows: readonly { readonly status?: number | undefined }[],
): { readonly unknown: string } | undefined {
  const limited = rows.find(({ status }) => isLimited(status));
  return limited === undefined ? undefined : refusing('HTTP', limited.status);
}

const refusing = (where: string, status: number | undefined) => ({
  unknown: `Over ${where}, the server refuses further requests: HTTP ${status}. Allow more of them while it is verified; this was not asked.`,
});

import type { Utilities } from '../model/facts/utilities.js';
import { transportName } from './mcp-sessions.js';

/** What a check says instead of a pass, where the server refused further requests before all that it is about was asked. */
export function limitedBefore(
  all: readonly Utilities[],
  wasAsked: (utilities: Utilities) => boolean,
): { readonly unknown: string } | undefined {
  const limited = all.find((utilities) => utilities.limited !== undefined && !wasAsked(utilities));
  if (limited === undefined) return undefined;
  const where = transportName(limited);
  return {
    unknown: `Over ${where}, the server refuses further requests: HTTP ${limited.limited}. Allow more of them while it is verified; this was not asked.`,
  };
}

import { maskValues } from '../model/clean-text.js';
import type { Utilities } from '../model/facts/utilities.js';
import { maskDefinitions } from '../model/mask-definitions.js';
import { isObject } from '../model/mcp-protocol.js';

/** Of one answer, as JSON. */
const MAX_CHARACTERS = 2 * 1024;

/**
 * The answers as a fact: cut to what checks look at, and no secret of ours in what the server said back. Listed names stay as a
 * session has them, which they are held against.
 */
export function tidyUtilities(found: Utilities, secrets: readonly string[]): Utilities {
  const { lists, ...rest } = shortened(found) as Utilities;
  return {
    ...maskValues(rest, secrets),
    lists: lists.map(({ names, ...list }) => ({
      ...maskValues(list, secrets),
      ...(names && { names: maskDefinitions(names, secrets) }),
    })),
  };
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortened);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      (key === 'result' || key === 'data') && JSON.stringify(item).length > MAX_CHARACTERS
        ? [key, { shortenedFrom: JSON.stringify(item).length }]
        : [key, shortened(item)],
    ),
  );
}

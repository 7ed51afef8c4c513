import type { Utilities } from '../model/facts/utilities.js';
import { isObject } from '../model/mcp-protocol.js';
import { maskValues } from './tidy-session.js';

/** Of one answer, as JSON. */
const MAX_CHARACTERS = 2 * 1024;

/** The answers as a fact: cut to what checks look at, and no secret of ours in what the server said back. */
export function tidyUtilities(found: Utilities, secrets: readonly string[]): Utilities {
  const tidy = shortened(found) as Utilities;
  return secrets.length === 0 ? tidy : (maskValues(tidy, secrets) as Utilities);
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

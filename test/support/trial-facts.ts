import type { Facts } from '../../src/model/facts.js';
import type { TrialFact } from '../../src/model/facts/trials.js';
import { COMMAND } from './run-facts.js';

/** A trial in which nothing was lost; name what the row is about. */
export const trial = (overrides: Partial<TrialFact> = {}): TrialFact => ({
  mode: 'http',
  answered: true,
  tools: 1,
  failedCalls: [],
  lastLines: [],
  command: COMMAND,
  ...overrides,
});

/** A log with these lines: texts, or entries of JSON by their fields. */
export function serverLogs(
  lines: readonly (string | Readonly<Record<string, string>>)[],
  overrides: Partial<Facts['serverLogs']> = {},
): Facts['serverLogs'] {
  const entries = lines.map((line, index) =>
    typeof line === 'string'
      ? { line: index + 1, text: line }
      : { line: index + 1, text: JSON.stringify(line), fields: line },
  );
  const jsonLines = lines.filter((line) => typeof line !== 'string').length;
  return {
    lines: lines.length,
    tail: [],
    secrets: [],
    entries,
    jsonLines,
    otherLines: lines.length - jsonLines,
    command: COMMAND,
    ...overrides,
  };
}

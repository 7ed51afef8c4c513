import type { LifecycleMatrix, Teardown, TeardownRow } from '../model/facts/lifecycle.js';
import { formatDuration } from '../model/units.js';

/** As the end of a sentence: `after …`. */
export const TEARDOWN_WORDS: Readonly<Record<Teardown, string>> = {
  'stdin-closed': 'its stdin was closed',
  'client-sigterm': 'SIGTERM to its client',
  'client-sigkill': 'SIGKILL to its client',
  'docker-stop': 'docker stop',
};

/** `gone after 80 ms`, or what was left. */
export function teardownCell({ teardown, gone, durationMs, notRemoved, notTried }: TeardownRow): string {
  if (notTried !== undefined) return 'not tried';
  // The engine ends by force what does not stop in time: that is slow, and leaves nothing.
  if (!gone) return teardown === 'docker-stop' ? 'had to be killed' : 'leaks';
  const time = durationMs === undefined ? 'gone' : `gone after ${formatDuration(durationMs)}`;
  return notRemoved === true ? `${time}, not removed` : time;
}

/** The whole matrix, one line for each way to end it. */
export const teardownLines = ({ rows }: LifecycleMatrix): string[] =>
  rows
    .filter(({ init }) => !init)
    .map((row) => {
      const other = rows.find(({ teardown, init }) => init && teardown === row.teardown);
      const withInit = other === undefined ? '' : `; with --init: ${teardownCell(other)}`;
      return `after ${TEARDOWN_WORDS[row.teardown]}: ${teardownCell(row)}${withInit}`;
    });

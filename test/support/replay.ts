import type { ReadDocument, Replay } from '../../src/model/facts/admission.js';

/** A server that its consumer would take; name what the row is about. */
export function replay(overrides: Partial<Replay> = {}): Replay {
  return {
    mode: 'stdio',
    answered: true,
    tools: [{ name: 'list_tasks', undescribed: [] }],
    withheld: [],
    answeredMs: 420,
    command: 'docker run --rm -i --init acme/weather:1.2.0 stdio',
    ...overrides,
  };
}

/** One that ended before it answered. */
export const gone = (line: string, overrides: Partial<Replay> = {}): Replay => {
  const { mode, withheld, command } = replay();
  return {
    mode,
    withheld,
    command,
    answered: false,
    exited: { exitCode: 1, oomKilled: false, afterMs: 300, lastLines: [line] },
    ...overrides,
  };
};

/** A file as its probe read it. */
export const read = (path: string, document: unknown, lines: Record<string, number> = {}): ReadDocument => ({
  path,
  document,
  lines,
});

import type { ContainerExit, StartFact } from '../../src/model/facts/run.js';

/** An exit without a cause; name what the row is about. */
export function exit(overrides: Partial<ContainerExit> = {}): ContainerExit {
  return { exitCode: 1, oomKilled: false, afterMs: 300, lastLines: [], ...overrides };
}

/** A start in which all went well; name what the row is about. */
export function start(overrides: Partial<StartFact> = {}): StartFact {
  return { startCallMs: 210, listeningMs: 380, readyMs: 400, command: COMMAND, ...overrides };
}

export const COMMAND = 'docker run --rm -p 127.0.0.1:3000:3000 acme/weather:1.2.0 http';

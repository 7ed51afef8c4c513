import type { ContainerEvent, Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';

const LIMIT_MS = 10_000;
const MAX_BYTES = 256 * 1024;
const MAX_EVENTS = 100;
const LOOK_BACK_S = 3_600;

interface EngineEvent {
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

/** The engine keeps the last thousand events, and ends the answer where an end of time is asked for. */
export const containerEvents =
  (calls: Calls): Engine['containerEvents'] =>
  async (id) => {
    const call = { during: 'reading what happened to the container', container: id, limitMs: LIMIT_MS };
    // The clock of an engine elsewhere may be ahead of ours; what is still to come is not waited for longer than this.
    const now = Math.ceil(Date.now() / 1000);
    const text = await calls.inTime(call, async (signal) => {
      const response = await calls.stream({
        ...call,
        path: '/events',
        query: { since: now - LOOK_BACK_S, until: now, filters: { container: [id], type: ['container'] } },
        signal,
      });
      let read = '';
      for await (const chunk of response as AsyncIterable<Buffer>) {
        read += chunk.toString('utf8');
        if (read.length > MAX_BYTES) break;
      }
      return read;
    });
    return text.split('\n').flatMap(eventIn).slice(-MAX_EVENTS);
  };

function eventIn(line: string): ContainerEvent[] {
  let found: EngineEvent;
  try {
    found = JSON.parse(line) as EngineEvent;
  } catch {
    // The end of the last line may be cut off.
    return [];
  }
  if (typeof found.Action !== 'string') return [];
  const { signal, exitCode } = found.Actor?.Attributes ?? {};
  return [
    {
      action: found.Action.split(':', 1)[0] ?? found.Action,
      ...(signal === undefined ? {} : { signal }),
      ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
    },
  ];
}

import { setTimeout as sleep } from 'node:timers/promises';

export interface RequestLoopOptions {
  /** How many at a time. */
  readonly workers?: number;
  /** Pause of each between two requests. */
  readonly everyMs?: number;
  /** The tool, and its arguments for the n-th call. */
  readonly tool?: string;
  readonly args?: (count: number) => Record<string, unknown>;
}

/** Calls a tool again and again until it is ended. Connections are kept, as clients do. */
export function requestLoop(
  url: string,
  { workers = 1, everyMs = 20, tool = 'list_tasks', args = () => ({}) }: RequestLoopOptions = {},
) {
  const stop = new AbortController();
  const failures: { at: number; reason: string }[] = [];
  let answered = 0;
  let asked = 0;
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const work = async () => {
    while (!stop.signal.aborted) {
      asked += 1;
      const params = { name: tool, arguments: args(asked) };
      const body = JSON.stringify({ jsonrpc: '2.0', id: asked, method: 'tools/call', params });
      try {
        const answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) });
        const text = await answer.text();
        if (!text.includes('"structuredContent"')) throw new Error(`HTTP ${answer.status}: ${text.slice(0, 200)}`);
        answered += 1;
      } catch (error) {
        const { message, cause } = error as Error;
        failures.push({ at: Date.now(), reason: `${message} ${cause instanceof Error ? cause.message : ''}`.trim() });
      }
      await sleep(everyMs);
    }
  };
  const done = Promise.all(Array.from({ length: workers }, work));
  return {
    end: async () => {
      stop.abort();
      await done;
      return {
        answered,
        failed: failures.length,
        reasons: [...new Set(failures.map(({ reason }) => reason))],
        gapMs: (failures.at(-1)?.at ?? 0) - (failures[0]?.at ?? 0),
      };
    },
  };
}

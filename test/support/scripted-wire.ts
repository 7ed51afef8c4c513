import type { Era, JsonObject } from '../../src/model/mcp-protocol.js';
import type { McpWire } from '../../src/mcp/wire.js';
import type { McpAnswer } from '../../src/model/facts/mcp.js';

type Outcome = Pick<McpAnswer, 'result' | 'error' | 'failure' | 'httpStatus'>;

export interface Asked {
  readonly method: string;
  readonly params: JsonObject;
  readonly era: Era;
  /** Absent for notifications. */
  readonly timeoutMs?: number;
}

/** A wire whose server is a function; `asked` is what it was asked, notifications included. */
export function scriptedWire(
  transport: 'http' | 'stdio',
  serve: (request: Asked) => Outcome | Promise<Outcome>,
): McpWire & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    transport,
    asked,
    async request(method, params, { era, timeoutMs, onSent }) {
      asked.push({ method, params, era, timeoutMs });
      onSent?.();
      return { method, durationMs: 0, ...(await serve({ method, params, era })) };
    },
    async notify(method, params, { era }) {
      asked.push({ method, params, era });
    },
    async close() {},
  };
}

import type { McpAnswer } from '../model/facts/mcp.js';
import type { Era, JsonObject } from '../model/mcp-protocol.js';

/** Bytes of one answer, and of one stdout line, above which it is not read on. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface RequestOptions {
  readonly era: Era;
  readonly timeoutMs: number;
  /** Extra HTTP headers, `Host` included; ignored over stdio. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives the request up: over HTTP its connection is closed. The answer is then the failure `cancelled`. */
  readonly signal?: AbortSignal;
  /** Told the id of the request before it is sent. */
  readonly onId?: (id: string | number) => void;
}

/** Raw JSON-RPC with one server over one transport. No method throws for anything that the server does or fails to do. */
export interface McpWire {
  readonly transport: 'http' | 'stdio';
  /** The answer, or the failure that came in its place. */
  request(method: string, params: JsonObject, options: RequestOptions): Promise<McpAnswer>;
  notify(method: string, params: JsonObject, options: RequestOptions): Promise<void>;
  /** Says goodbye where the transport has a way to: ends the HTTP session, or stdin. */
  close(): Promise<void>;
}

export type Failure = NonNullable<McpAnswer['failure']>;

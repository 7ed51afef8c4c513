import { cleanText } from '../model/clean-text.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import type { Era, JsonObject } from '../model/mcp-protocol.js';
import type { RpcId } from '../model/rpc-id.js';
import { TOOL_NAME } from '../model/tool.js';
import type { NoMessage } from './json-rpc.js';

/** Bytes of one answer, and of one stdout line, above which it is not read on. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** What may not be the answer to a request is taken for it when no better one comes within this time. */
export const BETTER_WITHIN_MS = 250;

/** One after the other, until an answer is taken as it is. */
export const MAX_REDIRECTS = 3;

export interface RequestOptions {
  readonly era: Era;
  readonly timeoutMs: number;
  /** Extra HTTP headers, `Host` included; ignored over stdio. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives the request up: over HTTP its connection is closed. The answer is then the failure `cancelled`. */
  readonly signal?: AbortSignal;
  /** It is not asked a second time, whatever becomes of it: asked twice or alone, it would be another question. */
  readonly once?: true;
  /** Told for how long a server has us wait before it is asked once more. */
  readonly onWait?: (ms: number) => void;
  /**
   * Told of each further answer to the request; over HTTP its stream is read on for a moment, where the server leaves it open. Over
   * stdio everything is heard anyway.
   */
  readonly onRepeat?: () => void;
  /** Told when the request has left; not at all where it could not. */
  readonly onSent?: (() => void) | undefined;
  /** Told the id of the request before it is sent. */
  readonly onId?: (id: string | number) => void;
  /** Told the answer as the server wrote it; over stdio alone. */
  readonly onText?: (text: string) => void;
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

/** What is made of an answer that came and is no message: nothing is wrong by the protocol with one that we only do not read. */
export function brokenAnswer({ fault, reason, at }: Pick<NoMessage, 'fault' | 'reason' | 'at'>): Failure {
  if (fault === 'too-deep')
    return { kind: fault, message: `an answer that could not be read by ${TOOL_NAME}: it is ${reason}` };
  if (fault === 'not-json-rpc') return { kind: fault, message: `an answer that is no JSON-RPC (${reason})` };
  const where = at === undefined ? '' : ` (wrong from character ${at + 1} on)`;
  return { kind: fault, message: `an answer that is no JSON${where}` };
}

/** What is made of an answer that names another request than the one that it can only be meant for. */
export const misnumbered = (id: RpcId, own: number): Failure => ({
  kind: 'other-id',
  // A secret that is cut here is none any more for who masks it.
  message: `an answer with another id (${cleanText(JSON.stringify(id), 300)} instead of ${own})`,
});

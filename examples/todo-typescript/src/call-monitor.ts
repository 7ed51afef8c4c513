import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from '@modelcontextprotocol/server';
import type { JSONRPCRequest, RequestId, Transport } from '@modelcontextprotocol/server';

import type { Endpoint, Metrics, Outcome } from './metrics.ts';

const METHODS = new Set(['initialize', 'ping', 'server/discover', 'tools/list', 'tools/call']);

/** Watches requests and responses on their way through transports: measures them, and knows when none is running. */
export class CallMonitor {
  readonly #metrics: Metrics;
  readonly #endpoint: Endpoint;
  readonly #tools: ReadonlySet<string>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ metrics, endpoint, tools }: { metrics: Metrics; endpoint: Endpoint; tools: Iterable<string> }) {
    this.#metrics = metrics;
    this.#endpoint = endpoint;
    this.#tools = new Set(tools);
  }

  /** Must be called before a server connects to `transport`: the SDK calls handlers that are set by then first. */
  watch(transport: Transport): void {
    const calls = new Map<RequestId, { request: JSONRPCRequest; startedAt: number }>();

    const finish = (id: RequestId | undefined, outcome?: Outcome) => {
      const call = id === undefined ? undefined : calls.get(id);
      if (id === undefined || call === undefined) return;
      calls.delete(id);
      if (outcome !== undefined) this.#measure(call.request, outcome, (performance.now() - call.startedAt) / 1000);
      this.#running -= 1;
      if (this.#running === 0) for (const wake of this.#waiting.splice(0)) wake();
    };

    transport.onmessage = (message) => {
      if (isJSONRPCRequest(message)) {
        this.#running += 1;
        calls.set(message.id, { request: message, startedAt: performance.now() });
        this.#metrics.requestReceived(METHODS.has(message.method) ? message.method : 'other', this.#endpoint);
      } else if (isJSONRPCNotification(message) && message.method === 'notifications/cancelled') {
        // A cancelled request is never answered.
        finish(message.params?.['requestId'] as RequestId | undefined);
      }
    };

    const send = transport.send.bind(transport);
    transport.send = async (message, options) => {
      try {
        await send(message, options);
      } finally {
        if (isJSONRPCErrorResponse(message)) finish(message.id, 'error');
        else if (isJSONRPCResultResponse(message))
          finish(message.id, message.result['isError'] === true ? 'error' : 'success');
      }
    };

    transport.onclose = () => {
      for (const id of calls.keys()) finish(id);
    };
  }

  /** Resolves when no request is running, at the latest after `limitMs`. */
  async idle(limitMs: number): Promise<void> {
    if (this.#running === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const timer = setTimeout(resolve, limitMs);
    await promise;
    clearTimeout(timer);
  }

  #measure({ method, params }: JSONRPCRequest, outcome: Outcome, seconds: number): void {
    this.#metrics.requestFinished(seconds);
    const tool = params?.['name'];
    if (method === 'tools/call' && typeof tool === 'string' && this.#tools.has(tool)) {
      this.#metrics.toolFinished(tool, this.#endpoint, outcome, seconds);
    }
  }
}

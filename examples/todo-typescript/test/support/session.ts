import { createInterface } from 'node:readline';

import type { Program } from './program.ts';
import { initializeParams, LEGACY, parse, rpcRequest } from './wire.ts';
import type { RpcMessage, RpcResult } from './wire.ts';

/** What a call of a tool ended in: its result, or the code of an error. */
export type CallOutcome = RpcResult & { code?: number };

/** A client on standard input and output that may have several requests under way. */
export class StdioSession {
  readonly #program: Program;
  readonly #waiting = new Map<number, (message: RpcMessage) => void>();

  private constructor(program: Program) {
    this.#program = program;
    createInterface({ input: program.child.stdout }).on('line', (line) => {
      const message = parse(line);
      if (typeof message.id === 'number') this.#waiting.get(message.id)?.(message);
    });
  }

  static async open(program: Program): Promise<StdioSession> {
    const session = new StdioSession(program);
    await session.send('initialize', initializeParams).answer;
    session.notify('notifications/initialized');
    return session;
  }

  send(method: string, params?: Record<string, unknown>): { id: number; answer: Promise<RpcMessage> } {
    const request = rpcRequest(LEGACY, method, params);
    const { promise: answer, resolve } = Promise.withResolvers<RpcMessage>();
    this.#waiting.set(request.id, resolve);
    this.#write(request);
    return { id: request.id, answer };
  }

  notify(method: string, params: Record<string, unknown> = {}): void {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  async call(name: string, args: unknown = {}): Promise<CallOutcome> {
    const { result, error } = await this.send('tools/call', { name, arguments: args }).answer;
    return { ...result, ...error };
  }

  #write(message: unknown): void {
    this.#program.child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}

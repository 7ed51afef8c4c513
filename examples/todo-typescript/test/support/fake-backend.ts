import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import type { Task } from '../../src/task.ts';

export const BACKEND_TOKEN = 'backend-token-of-the-tests';

export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
}

type Trouble = (response: ServerResponse, serve: () => Promise<void>) => void | Promise<void>;

/** Keeps tasks as a real backend would. `troubles` are used up one per request, before it behaves. */
export class FakeBackend implements AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  readonly troubles: Trouble[] = [];
  readonly tasks = new Map<number, Task>();
  healthy = true;
  url = '';
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    if (url === '/health') {
      reply(response, this.healthy ? 200 : 503, { status: this.healthy ? 'healthy' : 'unhealthy' });
      return;
    }
    this.requests.push({ method, path: url, headers });
    const body = (method === 'POST' || method === 'PATCH' ? await json(request) : {}) as Partial<Task>;
    const serve = async () => this.#serve(method, new URL(url, this.url), headers, body, response);
    await (this.troubles.shift() ?? ((_response, next) => next()))(response, serve);
  }

  #serve(
    method: string,
    url: URL,
    headers: IncomingMessage['headers'],
    body: Partial<Task>,
    response: ServerResponse,
  ): void {
    if (headers.authorization !== `Bearer ${BACKEND_TOKEN}`)
      return reply(response, 401, { detail: 'Not authenticated' });
    const now = new Date().toISOString().replace('Z', '+00:00');
    const id = Number(url.pathname.split('/')[3]);
    const task = this.tasks.get(id);
    if (method === 'POST') {
      const created: Task = {
        id: this.tasks.size + 1,
        title: '',
        description: null,
        completed: false,
        created_at: now,
        updated_at: now,
        ...body,
      };
      this.tasks.set(created.id, created);
      return reply(response, 201, created);
    }
    if (method === 'GET') {
      const { status, limit, offset } = Object.fromEntries(url.searchParams);
      const all = [...this.tasks.values()].filter(
        ({ completed }) => status === 'all' || completed === (status === 'completed'),
      );
      return reply(response, 200, {
        tasks: all.slice(Number(offset), Number(offset) + Number(limit)),
        total: all.length,
      });
    }
    if (task === undefined) return reply(response, 404, { detail: 'Task not found' });
    if (method === 'DELETE') {
      this.tasks.delete(id);
      response.writeHead(204).end();
      return;
    }
    const updated = { ...task, ...body, updated_at: now };
    this.tasks.set(id, updated);
    reply(response, 200, updated);
  }
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

import { z } from 'zod';

import { Task, TaskPage } from '../task.ts';
import { attemptRepeatedly, UnansweredError } from './retry.ts';
import { StoreError, TaskNotFoundError, TaskRefusedError } from './task-store.ts';
import type { CallContext, TaskChanges, TaskDraft, TaskFilter, TaskStore } from './task-store.ts';

export interface BackendOptions {
  baseUrl: URL;
  /** Sent as a bearer token with every call below /api, and never shown anywhere. */
  token: string;
  /** Limit of one attempt. */
  timeoutMs: number;
  maxRetries: number;
  /** Limit of one tool call with all its attempts. MCP clients give up after 60 s, so stay below. */
  deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 55_000;
const BUSY_STATUSES = new Set([502, 503, 504]);

// Backends write UTC as "Z" or "+00:00"; clients get one form.
const UtcTimestamp = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
const BackendTask = Task.extend({ created_at: UtcTimestamp, updated_at: UtcTimestamp });
const BackendTaskPage = TaskPage.extend({ tasks: z.array(BackendTask) });
const Refusal = z.object({ detail: z.union([z.string(), z.array(z.object({ msg: z.string() }))]) });

interface BackendCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

interface BackendAnswer {
  status: number;
  ok: boolean;
  body: string;
}

/** Tasks kept by another service, reached over HTTP. */
export class BackendStore implements TaskStore {
  readonly checkName = 'backend';
  readonly #options: BackendOptions;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  async list({ status, limit, offset }: TaskFilter, call: CallContext): Promise<TaskPage> {
    const query = new URLSearchParams({ status, limit: String(limit), offset: String(offset) });
    const { response } = await this.#send({ method: 'GET', path: `api/tasks?${query.toString()}` }, call);
    return read(response, BackendTaskPage);
  }

  async create(draft: TaskDraft, call: CallContext): Promise<Task> {
    const { response } = await this.#send({ method: 'POST', path: 'api/tasks', body: draft }, call);
    return read(response, BackendTask);
  }

  async update(id: number, changes: TaskChanges, call: CallContext): Promise<Task> {
    const { response } = await this.#send({ method: 'PATCH', path: `api/tasks/${id}`, body: changes }, call);
    if (response.status === 404) throw new TaskNotFoundError(id);
    return read(response, BackendTask);
  }

  async delete(id: number, call: CallContext): Promise<void> {
    const { response, repeated } = await this.#send({ method: 'DELETE', path: `api/tasks/${id}` }, call);
    // An attempt whose answer was lost may have deleted the task: then "not found" is what success looks like.
    if (response.status === 404 && repeated) return;
    if (response.status === 404) throw new TaskNotFoundError(id);
    if (!response.ok) throw refusal(response);
  }

  async check(signal: AbortSignal): Promise<void> {
    const response = await fetch(this.#url('health'), { signal, redirect: 'error' });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The backend's /health answered ${response.status}.`);
  }

  close(): void {
    // Idle connections of fetch do not keep the process alive.
  }

  async #send(
    request: BackendCall,
    { requestId, signal }: CallContext,
  ): Promise<{ response: BackendAnswer; repeated: boolean }> {
    const { token, timeoutMs, maxRetries, deadlineMs = DEFAULT_DEADLINE_MS } = this.#options;
    const headers = new Headers({
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'x-request-id': requestId,
    });
    if (request.body !== undefined) headers.set('content-type', 'application/json');

    const { value: response, repeated } = await attemptRepeatedly(
      async (attemptSignal) => {
        const answer = await fetch(this.#url(request.path), {
          method: request.method,
          headers,
          body: request.body === undefined ? null : JSON.stringify(request.body),
          redirect: 'error',
          signal: attemptSignal,
        });
        // Read inside the attempt, so that its time limit covers the body as well.
        const body = await answer.text();
        if (BUSY_STATUSES.has(answer.status)) {
          throw new UnansweredError(`The task backend is not ready (status ${answer.status}).`, { mayHaveRun: true });
        }
        return { status: answer.status, ok: answer.ok, body };
      },
      { timeoutMs, deadlineMs, maxRetries, signal, repeatable: request.method !== 'POST' },
    );
    return { response, repeated };
  }

  #url(path: string): URL {
    const { href } = this.#options.baseUrl;
    return new URL(path, href.endsWith('/') ? href : `${href}/`);
  }
}

function refusal({ status, body }: BackendAnswer): StoreError {
  if (status === 401 || status === 403) {
    return new StoreError(
      `The task backend refused this server's token (status ${status}). SERVICE_AUTH_TOKEN must be the same on both sides.`,
    );
  }
  const { data } = Refusal.safeParse(parseJson(body));
  if (status !== 422 || data === undefined) return new StoreError(`The task backend failed (status ${status}).`);
  const detail = typeof data.detail === 'string' ? data.detail : data.detail.map(({ msg }) => msg).join('; ');
  return new TaskRefusedError(`The task backend refused the values: ${detail.slice(0, 200)}`);
}

function read<Schema extends z.ZodType>(answer: BackendAnswer, schema: Schema): z.infer<Schema> {
  if (!answer.ok) throw refusal(answer);
  const { data, error } = schema.safeParse(parseJson(answer.body));
  if (error)
    throw new StoreError('The task backend answered in a form that this server does not know.', { cause: error });
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is not JSON fails the schema that comes next, with a better message.
    return undefined;
  }
}

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';

import { BackendStore } from '../src/storage/backend-store.ts';
import type { BackendOptions } from '../src/storage/backend-store.ts';
import { BACKEND_TOKEN, FakeBackend, reply } from './support/fake-backend.ts';
import { freePort } from './support/program.ts';

const call = { requestId: 'request-1', signal: new AbortController().signal };
const filter = { status: 'all', limit: 50, offset: 0 } as const;

const busy = (response: ServerResponse) => reply(response, 503, {});
const hangUp = (response: ServerResponse) => void response.destroy();
const silent = () => {};

async function withBackend(
  options: Partial<BackendOptions>,
  test: (store: BackendStore, backend: FakeBackend) => Promise<void>,
) {
  const backend = await new FakeBackend().start();
  try {
    await test(
      new BackendStore({
        baseUrl: new URL(backend.url),
        token: BACKEND_TOKEN,
        timeoutMs: 300,
        maxRetries: 2,
        ...options,
      }),
      backend,
    );
  } finally {
    await backend[Symbol.asyncDispose]();
  }
}

describe('backend calls', () => {
  it('carry the token and the request id', () =>
    withBackend({}, async (store, backend) => {
      await store.list({ status: 'pending', limit: 5, offset: 10 }, call);
      const [request] = backend.requests;
      assert.equal(request?.path, '/api/tasks?status=pending&limit=5&offset=10');
      assert.equal(request?.headers.authorization, `Bearer ${BACKEND_TOKEN}`);
      assert.equal(request?.headers['x-request-id'], 'request-1');
    }));

  it('keep the path of the base URL', () =>
    withBackend({}, async (_store, backend) => {
      const store = new BackendStore({
        baseUrl: new URL(`${backend.url}/v1`),
        token: BACKEND_TOKEN,
        timeoutMs: 300,
        maxRetries: 0,
      });
      await store.list(filter, call);
      assert.equal(backend.requests[0]?.path.split('?')[0], '/v1/api/tasks');
    }));

  it('are repeated until they succeed', () =>
    withBackend({}, async (store, backend) => {
      backend.troubles.push(busy, hangUp);
      assert.equal((await store.list(filter, call)).total, 0);
      assert.equal(backend.requests.length, 3);
    }));

  it('end after the last retry', () =>
    withBackend({}, async (store, backend) => {
      backend.troubles.push(busy, busy, busy);
      await assert.rejects(store.list(filter, call), { message: 'The task backend is not ready (status 503).' });
      assert.equal(backend.requests.length, 3);
    }));

  it('say that time ran out', () =>
    withBackend({ maxRetries: 0 }, async (store, backend) => {
      backend.troubles.push(silent);
      await assert.rejects(store.list(filter, call), { message: 'The task backend did not answer within 0.3 s.' });
    }));

  it('keep the deadline over all attempts', () =>
    withBackend({ deadlineMs: 700, maxRetries: 10 }, async (store, backend) => {
      backend.troubles.push(...Array<() => void>(10).fill(silent));
      const startedAt = performance.now();
      await assert.rejects(store.list(filter, call));
      assert.ok(performance.now() - startedAt < 900);
    }));

  it('do not repeat a creation that may have happened', () =>
    withBackend({}, async (store, backend) => {
      for (const trouble of [busy, hangUp, silent]) {
        backend.troubles.push(trouble);
        await assert.rejects(store.create({ title: 'a' }, call));
      }
      assert.equal(backend.requests.length, 3);
    }));

  it('repeat a creation that reached nobody', async () => {
    const port = await freePort();
    const store = new BackendStore({
      baseUrl: new URL(`http://127.0.0.1:${port}`),
      token: BACKEND_TOKEN,
      timeoutMs: 300,
      maxRetries: 1,
    });
    const startedAt = performance.now();
    await assert.rejects(store.create({ title: 'a' }, call), {
      message: 'The task backend cannot be reached (ECONNREFUSED).',
    });
    assert.ok(performance.now() - startedAt > 90, 'there was no pause before the retry');
  });

  it('take a deletion whose answer was lost for done', () =>
    withBackend({}, async (store, backend) => {
      await store.create({ title: 'a' }, call);
      backend.troubles.push(async (response, serve) => {
        response.end = () => response.destroy();
        await serve();
      });
      await store.delete(1, call);
      assert.equal(backend.tasks.size, 0);
    }));

  it('stop when the client does', () =>
    withBackend({}, async (store, backend) => {
      backend.troubles.push(silent);
      await assert.rejects(store.list(filter, { ...call, signal: AbortSignal.timeout(50) }));
      assert.equal(backend.requests.length, 1);
    }));

  const answers: [status: number, body: unknown, message: RegExp][] = [
    [401, { detail: 'no' }, /refused this server's token \(status 401\)/],
    [422, { detail: 'Title too long' }, /^The task backend refused the values: Title too long$/],
    [
      422,
      {
        detail: [
          { msg: 'a', loc: [] },
          { msg: 'b', loc: [] },
        ],
      },
      /refused the values: a; b$/,
    ],
    [404, { detail: 'Not Found' }, /^The task backend failed \(status 404\)\.$/],
    [500, '<html>stack</html>', /^The task backend failed \(status 500\)\.$/],
    [200, { surprise: true }, /a form that this server does not know/],
  ];
  for (const [status, body, message] of answers) {
    it(`explain ${status} ${JSON.stringify(body)} and are not repeated`, () =>
      withBackend({}, async (store, backend) => {
        backend.troubles.push((response) => reply(response, status, body));
        await assert.rejects(
          store.list(filter, call),
          (error: Error) => message.test(error.message) && !error.message.includes(BACKEND_TOKEN),
        );
        assert.equal(backend.requests.length, 1);
      }));
  }
});

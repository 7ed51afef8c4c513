import assert from 'node:assert/strict';
import { it } from 'node:test';

import { BackendStore } from '../src/storage/backend-store.ts';
import { disposedAfter } from './support/cleanup.ts';
import { BACKEND_TOKEN, FakeBackend } from './support/fake-backend.ts';

it('all attempts together keep the deadline', async (t) => {
  const backend = disposedAfter(t, await new FakeBackend().start());
  backend.troubles.push(...Array<() => void>(10).fill(() => {}));
  const store = new BackendStore({
    baseUrl: new URL(backend.url),
    token: BACKEND_TOKEN,
    timeoutMs: 300,
    deadlineMs: 700,
    maxRetries: 10,
  });
  const call = { requestId: 'request-1', signal: new AbortController().signal };
  const startedAt = performance.now();
  await assert.rejects(store.list({ status: 'all', limit: 50, offset: 0 }, call));
  assert.ok(performance.now() - startedAt < 900);
});

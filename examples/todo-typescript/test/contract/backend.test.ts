import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { disposedAfter } from '../support/cleanup.ts';
import { BACKEND_TOKEN, FakeBackend, reply } from '../support/fake-backend.ts';
import { DEVELOPED, freePort, Program } from '../support/program.ts';
import { StdioSession } from '../support/session.ts';

const busy = (response: ServerResponse) => reply(response, 503, {});
const hangUp = (response: ServerResponse) => void response.destroy();
const silent = () => {};

const settings = (url: string) => ({
  FASTAPI_BASE_URL: url,
  SERVICE_AUTH_TOKEN: BACKEND_TOKEN,
  BACKEND_TIMEOUT: '1',
});

describe('backend calls', () => {
  let backend: FakeBackend;
  let program: Program;
  let session: StdioSession;
  before(async () => {
    backend = await new FakeBackend().start();
    program = new Program(DEVELOPED, ['stdio'], settings(backend.url));
    session = await StdioSession.open(program);
  });
  after(async () => {
    await program[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    backend.requests.length = 0;
    backend.troubles.length = 0;
    backend.tasks.clear();
  });

  const failure = async (name: string, args?: unknown) => {
    const { isError, content } = await session.call(name, args);
    assert.equal(isError, true);
    return content[0]?.text ?? '';
  };

  it('carry the token and a request id', async () => {
    await session.call('list_tasks', { status: 'pending', limit: 5, offset: 10 });
    const [request] = backend.requests;
    assert.equal(request?.path, '/api/tasks?status=pending&limit=5&offset=10');
    assert.equal(request?.headers.authorization, `Bearer ${BACKEND_TOKEN}`);
    assert.match(String(request?.headers['x-request-id']), /^[\w.-]{1,128}$/);
  });

  it('are repeated until they succeed', async () => {
    backend.troubles.push(busy, hangUp);
    assert.equal((await session.call('list_tasks')).structuredContent.total, 0);
    assert.equal(backend.requests.length, 3);
  });

  it('end after the last retry', async () => {
    backend.troubles.push(busy, busy, busy);
    assert.equal(await failure('list_tasks'), 'The task backend is not ready (status 503).');
    assert.equal(backend.requests.length, 3);
  });

  it('say that time ran out', async () => {
    backend.troubles.push(silent, silent, silent);
    assert.equal(await failure('list_tasks'), 'The task backend did not answer within 1 s.');
  });

  it('do not repeat a creation that may have happened', async () => {
    for (const trouble of [busy, hangUp, silent]) {
      backend.troubles.push(trouble);
      await failure('create_task', { title: 'a' });
    }
    assert.equal(backend.requests.length, 3);
  });

  it('take a deletion whose answer was lost for done', async () => {
    const { structuredContent } = await session.call('create_task', { title: 'a' });
    backend.troubles.push(async (response, serve) => {
      response.end = () => response.destroy();
      await serve();
    });
    const { isError } = await session.call('delete_task', { task_id: structuredContent.id });
    assert.notEqual(isError, true);
    assert.equal(backend.tasks.size, 0);
  });

  it('stop when the client does', async () => {
    backend.troubles.push(silent);
    const { id } = session.send('tools/call', { name: 'list_tasks', arguments: {} });
    while (backend.requests.length === 0) await pause(5);
    session.notify('notifications/cancelled', { requestId: id });
    await program.writes('Tool cancelled');
    await pause(600);
    assert.equal(backend.requests.length, 1);
  });

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
    it(`explain ${status} ${JSON.stringify(body)} and are not repeated`, async () => {
      backend.troubles.push((response) => reply(response, status, body));
      assert.match(await failure('list_tasks'), message);
      assert.equal(backend.requests.length, 1);
    });
  }

  it('never show the token', () => {
    assert.ok(!`${program.stdout}${program.stderr}`.includes(BACKEND_TOKEN));
  });
});

it('backend calls keep the path of the base URL', async (t) => {
  const backend = disposedAfter(t, await new FakeBackend().start());
  const program = disposedAfter(t, new Program(DEVELOPED, ['stdio'], settings(`${backend.url}/v1`)));
  await (await StdioSession.open(program)).call('list_tasks');
  const paths = backend.requests.map(({ path }) => path.split('?')[0]);
  assert.deepEqual(new Set(paths), new Set(['/v1/health', '/v1/api/tasks']));
});

it('a creation that reached nobody is repeated', async (t) => {
  const env = { ...settings(`http://127.0.0.1:${await freePort()}`), BACKEND_MAX_RETRIES: '1' };
  const program = disposedAfter(t, new Program(DEVELOPED, ['stdio'], env));
  const session = await StdioSession.open(program);
  const startedAt = performance.now();
  const { isError, content } = await session.call('create_task', { title: 'a' });
  assert.deepEqual([isError, content[0]?.text], [true, 'The task backend cannot be reached (ECONNREFUSED).']);
  assert.ok(performance.now() - startedAt > 90, 'there was no pause before the retry');
});

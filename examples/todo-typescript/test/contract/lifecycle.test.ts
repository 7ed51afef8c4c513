import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { disposedAfter } from '../support/cleanup.ts';
import { BACKEND_TOKEN, FakeBackend } from '../support/fake-backend.ts';
import { DEVELOPED, freePort, HEALTHCHECK, Program, SHIPPED, startHttp } from '../support/program.ts';
import { sample } from '../support/samples.ts';
import { initializeParams, LEGACY, MODERN, post, rpcHeaders, rpcRequest } from '../support/wire.ts';

const STOP_LIMIT_MS = 1_000;

describe('a start that cannot work exits with 1 and says why', () => {
  const rows: [name: string, args: string[], env: Record<string, string>, expected: RegExp][] = [
    ['an unknown mode', ['sse'], {}, /The mode \\"sse\\" is unknown. Use one of: http, stdio\./],
    ['an unknown transport', [], { MCP_TRANSPORT: 'sse' }, /MCP_TRANSPORT is \\"sse\\"/],
    [
      'a missing token',
      ['http'],
      { FASTAPI_BASE_URL: 'http://localhost:1' },
      /"level":"ERROR".*SERVICE_AUTH_TOKEN is not set/,
    ],
    [
      'a missing token in stdio mode',
      ['stdio'],
      { FASTAPI_BASE_URL: 'http://localhost:1' },
      /SERVICE_AUTH_TOKEN is not set/,
    ],
    ['a bad value', ['http'], { PORT: 'abc' }, /PORT is \\"abc\\"/],
    ['text logs', ['http'], { PORT: 'abc', LOG_FORMAT: 'text' }, /- ERROR - PORT is "abc"/],
    [
      'a backend that is down, if it must be up',
      ['http'],
      { FASTAPI_BASE_URL: 'http://127.0.0.1:1', SERVICE_AUTH_TOKEN: 't', BACKEND_STARTUP_CHECK: 'true' },
      /BACKEND_STARTUP_CHECK is on/,
    ],
    [
      'a database that cannot be written',
      ['http'],
      { DATABASE_PATH: '/dev/null/todo.db' },
      /The database \/dev\/null\/todo\.db cannot be opened for writing by user id \d+/,
    ],
  ];
  for (const [name, args, env, expected] of rows) {
    it(name, async (t) => {
      const program = disposedAfter(t, new Program(SHIPPED, args, env));
      const { code, stderr } = await program.exit;
      assert.equal(code, 1);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n\s+at |Traceback/);
    });
  }

  it('a port in use', async (t) => {
    const server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const program = disposedAfter(t, new Program(SHIPPED, ['http'], { MCP_SERVER_PORT: String(port) }));
    const { code, stderr } = await program.exit;
    server.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`0\\.0\\.0\\.0:${port} cannot be opened: another program uses that port`));
  });
});

describe('the program stops', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`HTTP on ${signal}`, async (t) => {
      const program = disposedAfter(t, await startHttp({}, SHIPPED));
      await post(program.url, LEGACY, 'ping');
      const { code, ms } = await program.kill(signal);
      assert.equal(code, 0);
      assert.ok(ms < STOP_LIMIT_MS, `it took ${ms} ms`);
    });

    it(`stdio on ${signal}`, async (t) => {
      const program = disposedAfter(t, new Program(SHIPPED, ['stdio']));
      await program.writes('Listening');
      const { code, ms } = await program.kill(signal);
      assert.equal(code, 0);
      assert.ok(ms < STOP_LIMIT_MS, `it took ${ms} ms`);
    });
  }

  it('HTTP with an open stream', async (t) => {
    const program = disposedAfter(t, await startHttp({}, SHIPPED));
    const stream = await fetch(`${program.url}/mcp`, {
      method: 'POST',
      headers: rpcHeaders(MODERN, 'subscriptions/listen'),
      body: JSON.stringify(rpcRequest(MODERN, 'subscriptions/listen', { notifications: { toolsListChanged: true } })),
    });
    assert.match(stream.headers.get('content-type') ?? '', /event-stream/);
    const body = stream.text();
    const { code, ms } = await program.kill('SIGTERM');
    assert.equal(code, 0);
    assert.ok(ms < STOP_LIMIT_MS, `it took ${ms} ms`);
    await body;
  });

  it('stdio when stdin ends', async (t) => {
    const program = disposedAfter(t, new Program(SHIPPED, ['stdio']));
    await program.writes('Listening');
    const startedAt = performance.now();
    program.child.stdin.end();
    assert.equal((await program.exit).code, 0);
    assert.ok(performance.now() - startedAt < STOP_LIMIT_MS);
  });

  it('stdio when nobody reads stdout any more', async (t) => {
    const program = disposedAfter(t, new Program(SHIPPED, ['stdio']));
    await program.writes('Listening');
    program.child.stdout.destroy();
    program.child.stdin.on('error', () => {});
    program.child.stdin.write(`${JSON.stringify(rpcRequest(LEGACY, 'ping'))}\n`);
    assert.equal((await program.exit).code, 0);
  });
});

describe('running calls', () => {
  async function slowBackend(ms: number) {
    const backend = await new FakeBackend().start();
    backend.troubles.push(async (_response, serve) => {
      await pause(ms);
      await serve();
    });
    return backend;
  }
  const env = (backend: FakeBackend) => ({ FASTAPI_BASE_URL: backend.url, SERVICE_AUTH_TOKEN: BACKEND_TOKEN });
  const called = async (backend: FakeBackend) => {
    while (backend.requests.length === 0) await pause(5);
  };

  it('are answered before the server stops', async (t) => {
    const backend = disposedAfter(t, await slowBackend(400));
    const program = disposedAfter(t, await startHttp(env(backend)));
    const answer = post(program.url, LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} });
    await called(backend);
    const { code } = await program.kill('SIGTERM');
    assert.equal(code, 0);
    assert.equal((await answer).message.result.structuredContent.total, 0);
  });

  it('are answered before stdio ends', async (t) => {
    const backend = disposedAfter(t, await slowBackend(300));
    const program = disposedAfter(t, new Program(DEVELOPED, ['stdio'], env(backend)));
    const requests = [
      rpcRequest(LEGACY, 'initialize', initializeParams),
      rpcRequest(LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} }),
    ];
    program.child.stdin.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    const { code, stdout } = await program.exit;
    assert.equal(code, 0);
    assert.match(stdout, /"total":0/);
  });

  it('are dropped at the second signal', async (t) => {
    const backend = disposedAfter(t, await slowBackend(5_000));
    const program = disposedAfter(t, await startHttp(env(backend)));
    post(program.url, LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} }).catch(() => {});
    await called(backend);
    program.child.kill('SIGTERM');
    await program.writes('Stopping');
    const { code, ms } = await program.kill('SIGTERM');
    assert.equal(code, 1);
    assert.ok(ms < STOP_LIMIT_MS);
  });
});

describe('start', () => {
  it('logs one line for itself and one per tool', async (t) => {
    const program = disposedAfter(t, await startHttp({ LOG_FORMAT: 'text' }));
    assert.equal(program.stdout.match(/ - INFO - Starting todo-mcp-server /g)?.length, 1);
    for (const tool of ['list_tasks', 'create_task', 'mark_task_completed', 'update_task', 'delete_task']) {
      assert.equal(program.stdout.match(new RegExp(`INFO - Registered tool ${tool}\\b`, 'g'))?.length, 1);
    }
    assert.equal(program.stderr, '');
  });

  it('keeps tasks over a restart', async (t) => {
    const first = disposedAfter(t, await startHttp());
    await post(first.url, LEGACY, 'tools/call', { name: 'create_task', arguments: { title: 'a' } });
    await first.kill('SIGTERM');
    const second = disposedAfter(t, await startHttp({ DATABASE_PATH: join(first.folder, 'data', 'todo.db') }));
    const { message } = await post(second.url, LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} });
    assert.equal(message.result.structuredContent.total, 1);
  });

  it('goes on when nobody reads the log', async (t) => {
    const program = disposedAfter(t, new Program(SHIPPED, ['stdio']));
    await program.writes('Listening');
    program.child.stderr.destroy();
    for (const id of [1, 2]) {
      program.child.stdin.write(
        `${JSON.stringify({ ...rpcRequest(LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} }), id })}\n`,
      );
      await program.writes(`"id":${id}`);
    }
  });

  it('serves metrics beside stdio when asked to', async (t) => {
    const port = await freePort();
    const program = disposedAfter(
      t,
      new Program(DEVELOPED, ['stdio'], { METRICS_ENABLED: 'true', METRICS_PORT: String(port) }),
    );
    await program.writes('Listening on standard input');
    const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.equal(sample(body, 'mcp_active_connections', { endpoint: 'stdio' }), 1);
  });
});

describe('healthcheck', () => {
  it('passes while the server is well', async (t) => {
    const program = disposedAfter(t, await startHttp());
    const probe = disposedAfter(t, new Program(HEALTHCHECK, [], { MCP_SERVER_PORT: String(program.port) }));
    assert.deepEqual(await outcome(probe), [0, 'healthy: status 200\n']);
  });

  it('prefers PORT, as the server does', async (t) => {
    const program = disposedAfter(t, await startHttp());
    const probe = disposedAfter(t, new Program(HEALTHCHECK, [], { PORT: String(program.port), MCP_SERVER_PORT: '1' }));
    assert.equal((await probe.exit).code, 0);
  });

  it('fails when a dependency does', async (t) => {
    const program = disposedAfter(
      t,
      await startHttp({ FASTAPI_BASE_URL: 'http://127.0.0.1:1', SERVICE_AUTH_TOKEN: 't' }),
    );
    const probe = disposedAfter(t, new Program(HEALTHCHECK, [], { PORT: String(program.port) }));
    assert.deepEqual(await outcome(probe), [1, 'unhealthy: status 503\n']);
  });

  it('fails when nobody listens', async (t) => {
    const port = String(await freePort());
    const probe = disposedAfter(t, new Program(HEALTHCHECK, [], { PORT: port }));
    assert.deepEqual(await outcome(probe), [1, `unhealthy: port ${port} does not answer (ECONNREFUSED)\n`]);
  });

  it('has nothing to ask in stdio mode', async (t) => {
    const probe = disposedAfter(t, new Program(HEALTHCHECK, [], { MCP_TRANSPORT: 'stdio', PORT: '1' }));
    assert.equal((await probe.exit).code, 0);
  });

  async function outcome(probe: Program) {
    const { code, stdout } = await probe.exit;
    return [code, stdout];
  }
});

it('a secret file replaces the variable', async (t) => {
  const backend = disposedAfter(t, await new FakeBackend().start());
  const folder = disposedAfter(t, new Program(HEALTHCHECK, [], { MCP_TRANSPORT: 'stdio' }));
  const file = join(folder.folder, 'token');
  writeFileSync(file, `${BACKEND_TOKEN}\n`);
  const program = disposedAfter(t, await startHttp({ FASTAPI_BASE_URL: backend.url, SERVICE_AUTH_TOKEN_FILE: file }));
  const { message } = await post(program.url, LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} });
  assert.equal(message.result.structuredContent.total, 0);
});

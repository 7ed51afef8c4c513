import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

import { disposedAfter } from '../support/cleanup.ts';
import { BACKEND_TOKEN, FakeBackend } from '../support/fake-backend.ts';
import { freePort, startHttp } from '../support/program.ts';
import type { HttpProgram } from '../support/program.ts';
import { sample } from '../support/samples.ts';
import { LEGACY, parse, post, rpcHeaders, rpcRequest } from '../support/wire.ts';

const FAMILIES = [
  'mcp_requests_total',
  'mcp_request_duration_seconds',
  'mcp_active_connections',
  'mcp_auth_attempts_total',
  'mcp_auth_duration_seconds',
  'mcp_tool_calls_total',
  'mcp_tool_duration_seconds',
];

describe('the main port', () => {
  let program: HttpProgram;
  before(async () => void (program = await startHttp({ MCP_SERVER_NAME: 'my-todo' })));
  after(async () => program[Symbol.asyncDispose]());

  // fetch writes Host itself, so these go one level below.
  const send = async (path: string, headers: Record<string, string>, method = 'POST') => {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      headers: Record<string, unknown>;
      body: string;
    }>();
    const call = request(
      `${program.url}${path}`,
      { method, headers: { ...rpcHeaders(LEGACY, 'ping'), ...headers } },
      (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          reject,
        );
      },
    );
    call.on('error', reject).end(method === 'POST' ? JSON.stringify(rpcRequest(LEGACY, 'ping')) : undefined);
    return promise;
  };

  const hosts: [host: string, status: number][] = [
    ['localhost:18000', 200],
    ['127.0.0.1', 200],
    ['[::1]:3000', 200],
    ['my-todo:3000', 200],
    ['mcp-server:3000', 200],
    ['todo:3000', 200],
    ['evil.example.com', 403],
    ['localhost.evil.example.com', 403],
    ['host.docker.internal:3000', 403],
  ];
  for (const [host, status] of hosts) {
    it(`Host ${host} gets ${status}`, async () => {
      const response = await send('/mcp', { host });
      assert.equal(response.status, status);
      assert.equal(parse(response.body).jsonrpc, '2.0');
    });
  }

  const origins: [origin: string, status: number][] = [
    ['https://chatgpt.com', 200],
    ['https://claude.ai', 200],
    ['http://localhost:6274', 200],
    ['http://127.0.0.1', 200],
    ['http://[::1]:80', 200],
    ['http://claude.ai', 403],
    ['https://evil.example.com', 403],
    ['http://localhost.evil.example.com', 403],
    ['null', 403],
  ];
  for (const [origin, status] of origins) {
    it(`Origin ${origin} gets ${status}`, async () => {
      const { status: actual, headers } = await send('/mcp', { origin });
      assert.equal(actual, status);
      assert.equal(headers['access-control-allow-origin'], status === 200 ? origin : undefined);
    });
  }

  it('answers a preflight', async () => {
    const { status, headers } = await send(
      '/mcp',
      { origin: 'https://claude.ai', 'access-control-request-method': 'POST' },
      'OPTIONS',
    );
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-methods'], 'GET, POST, DELETE, OPTIONS');
    for (const name of ['Authorization', 'Content-Type', 'Mcp-Session-Id', 'MCP-Protocol-Version']) {
      assert.ok(String(headers['access-control-allow-headers']).includes(name), name);
    }
    assert.equal(headers['access-control-max-age'], '3600');
  });

  it('lets pages read the headers they need', async () => {
    const { headers } = await send('/mcp', { origin: 'https://claude.ai' });
    assert.match(String(headers['access-control-expose-headers']), /Mcp-Session-Id, WWW-Authenticate/);
    assert.equal(headers['vary'], 'Origin');
  });

  it('reports health whatever Host is sent', async () => {
    const { status, body } = await send('/health', { host: '10.2.3.4:3000' }, 'GET');
    assert.equal(status, 200);
    const { timestamp, ...report } = JSON.parse(body) as Record<string, unknown>;
    assert.match(String(timestamp), /^\d{4}-.*Z$/);
    assert.deepEqual(report, { status: 'ok', checks: { database: 'ok' } });
  });

  it('gives and keeps request ids', async () => {
    assert.match(String((await send('/mcp', {})).headers['x-request-id']), /^[\da-f-]{36}$/);
    assert.equal((await send('/mcp', { 'x-request-id': 'abc-1' })).headers['x-request-id'], 'abc-1');
    assert.notEqual((await send('/mcp', { 'x-request-id': 'a b' })).headers['x-request-id'], 'a b');
    await post(
      program.url,
      LEGACY,
      'tools/call',
      { name: 'list_tasks', arguments: {} },
      { 'x-request-id': 'in-the-log' },
    );
    await program.writes('"request_id":"in-the-log"');
  });

  const mistakes: [name: string, init: RequestInit, path: string, status: number, body: RegExp][] = [
    ['an unknown path', {}, '/', 404, /"not_found"/],
    ['a stream in stateless mode', { headers: { accept: 'text/event-stream' } }, '/mcp', 405, /"jsonrpc"/],
    ['ending a session in stateless mode', { method: 'DELETE' }, '/mcp', 405, /"jsonrpc"/],
    ['no JSON', { method: 'POST', body: '{"jsonrp', headers: rpcHeaders(LEGACY, '') }, '/mcp', 400, /-32700/],
    [
      'no JSON type',
      { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } },
      '/mcp',
      415,
      /"jsonrpc"/,
    ],
    [
      'an unknown protocol version',
      {
        method: 'POST',
        body: JSON.stringify(rpcRequest(LEGACY, 'ping')),
        headers: { ...rpcHeaders(LEGACY, ''), 'mcp-protocol-version': '1999-01-01' },
      },
      '/mcp',
      400,
      /"jsonrpc"/,
    ],
    [
      'more than 4 MiB',
      { method: 'POST', body: `"${'x'.repeat(4 * 1024 * 1024)}"`, headers: rpcHeaders(LEGACY, '') },
      '/mcp',
      413,
      /"jsonrpc"/,
    ],
  ];
  for (const [name, init, path, status, expected] of mistakes) {
    it(`answers ${name} with ${status} as JSON`, async () => {
      const response = await fetch(program.url + path, init);
      assert.equal(response.status, status);
      assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
      const body = await response.text();
      assert.match(body, expected);
      assert.doesNotMatch(body, /<html|\.ts:|\.js:|\.py|traceback/i);
    });
  }

  it('does not offer metrics', async () => {
    assert.equal((await fetch(`${program.url}/metrics`)).status, 404);
  });
});

describe('metrics', () => {
  it('cover seven families, and only known names become labels', async (t) => {
    const program = disposedAfter(t, await startHttp());
    await post(program.url, LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} });
    await post(program.url, LEGACY, 'tools/call', { name: 'delete_task', arguments: { task_id: 9 } });
    await post(program.url, LEGACY, 'tools/call', { name: 'made_up_tool', arguments: {} });
    await post(program.url, LEGACY, 'made/up');
    const response = await fetch(`${program.metricsUrl}/metrics`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const body = await response.text();
    for (const family of FAMILIES) assert.match(body, new RegExp(`^# TYPE ${family} `, 'm'));
    const endpoint = '/mcp';
    assert.equal(sample(body, 'mcp_requests_total', { method: 'tools/call', endpoint }), 3);
    assert.equal(sample(body, 'mcp_requests_total', { method: 'other', endpoint }), 1);
    assert.equal(sample(body, 'mcp_request_duration_seconds_count'), 4);
    assert.equal(sample(body, 'mcp_active_connections', { endpoint }), 0);
    assert.equal(sample(body, 'mcp_tool_calls_total', { endpoint, tool_name: 'list_tasks', result: 'success' }), 1);
    assert.equal(sample(body, 'mcp_tool_calls_total', { endpoint, tool_name: 'delete_task', result: 'error' }), 1);
    assert.equal(sample(body, 'mcp_tool_duration_seconds_count', { endpoint, tool_name: 'delete_task' }), 1);
    assert.doesNotMatch(body, /made.up/);
  });

  it('share the main port when asked to', async (t) => {
    const port = String(await freePort());
    const program = disposedAfter(t, await startHttp({ MCP_SERVER_PORT: port, METRICS_PORT: port }));
    assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 200);
    assert.doesNotMatch(program.stdout, /Serving metrics/);
  });

  it('can be off', async (t) => {
    const program = disposedAfter(t, await startHttp({ METRICS_ENABLED: 'false' }));
    await assert.rejects(fetch(program.metricsUrl));
  });
});

describe('health', () => {
  it('is 503 while the database is gone, and liveness stays', async (t) => {
    const program = disposedAfter(t, await startHttp({ DATABASE_PATH: 'gone/todo.db' }));
    rmSync(`${program.folder}/gone`, { recursive: true });
    const response = await fetch(`${program.url}/health`);
    assert.equal(response.status, 503);
    const body = await response.text();
    assert.deepEqual((JSON.parse(body) as { checks: unknown }).checks, { database: 'error' });
    assert.doesNotMatch(body, /gone|no such file/i);
    // In the words of Node or of Python.
    await program.writes('o such file');
    assert.equal((await fetch(`${program.url}/health/live`)).status, 200);
  });

  it('follows the backend and recovers by itself', async (t) => {
    const backend = disposedAfter(t, await new FakeBackend().start());
    backend.healthy = false;
    const program = disposedAfter(
      t,
      await startHttp({ FASTAPI_BASE_URL: backend.url, SERVICE_AUTH_TOKEN: BACKEND_TOKEN }),
    );
    const status = async () => (await fetch(`${program.url}/health`)).status;
    assert.equal(await status(), 503);
    assert.equal(await status(), 503);
    await program.writes('Health check fails');
    assert.equal(program.stdout.match(/Health check fails/g)?.length, 1);
    backend.healthy = true;
    assert.equal(await status(), 200);
    assert.doesNotMatch(program.stdout, new RegExp(BACKEND_TOKEN));
  });
});

describe('rate limit', () => {
  it('answers 429 and says when to come back', async (t) => {
    const program = disposedAfter(t, await startHttp({ RATE_LIMIT: '2/hour', FORWARDED_ALLOW_IPS: '127.0.0.1' }));
    const from = async (client: string) => post(program.url, LEGACY, 'ping', {}, { 'x-forwarded-for': client });
    assert.deepEqual([(await from('1.1.1.1')).status, (await from('1.1.1.1')).status], [200, 200]);
    const { status, headers } = await from('1.1.1.1');
    assert.equal(status, 429);
    assert.ok(Number(headers.get('retry-after')) > 3500);
    assert.equal((await from('2.2.2.2')).status, 200);
    assert.equal((await fetch(`${program.url}/health`)).status, 200);
  });
});

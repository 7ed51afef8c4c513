import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';

import { disposedAfter } from '../support/cleanup.ts';
import { BACKEND_TOKEN, FakeBackend } from '../support/fake-backend.ts';
import { DEVELOPED, Program } from '../support/program.ts';
import { StdioSession } from '../support/session.ts';

interface Health {
  status: string;
  timestamp: string;
  checks: Record<string, string>;
}

async function open(test: TestContext, env: Record<string, string> = {}) {
  const program = disposedAfter(test, new Program(DEVELOPED, ['stdio'], env));
  return { program, session: await StdioSession.open(program) };
}

const toolsOf = async (session: StdioSession) => {
  const { result } = await session.send('tools/list', {}).answer;
  return (result as unknown as { tools: { name: string }[] }).tools.map(({ name }) => name);
};

async function health(session: StdioSession): Promise<Health> {
  const { structuredContent, content, isError } = await session.call('health_check');
  // Bad health is an answer like any other.
  assert.notEqual(isError, true);
  assert.deepEqual(JSON.parse(content[0]?.text ?? ''), structuredContent);
  return structuredContent as unknown as Health;
}

describe('the tool health_check', () => {
  it('is there only when it is asked for', async (test) => {
    assert.ok(!(await toolsOf((await open(test)).session)).includes('health_check'));
    const { program, session } = await open(test, { ENABLE_HEALTH_TOOL: 'true' });
    const names = await toolsOf(session);
    assert.deepEqual([names.length, names.at(-1)], [6, 'health_check']);
    assert.equal(program.stderr.split('Registered tool health_check').length, 2);
  });

  it('tells of the database', async (test) => {
    const { session } = await open(test, { ENABLE_HEALTH_TOOL: 'true' });
    const { status, timestamp, checks } = await health(session);
    assert.deepEqual([status, checks], ['healthy', { database: 'ok' }]);
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('follows the backend', async (test) => {
    const backend = disposedAfter(test, await new FakeBackend().start());
    const { session } = await open(test, {
      ENABLE_HEALTH_TOOL: 'true',
      FASTAPI_BASE_URL: backend.url,
      SERVICE_AUTH_TOKEN: BACKEND_TOKEN,
    });
    for (const [healthy, expected] of [
      [true, ['healthy', 'ok']],
      [false, ['unhealthy', 'error']],
      [true, ['healthy', 'ok']],
    ] as const) {
      backend.healthy = healthy;
      const { status, checks } = await health(session);
      assert.deepEqual([status, checks['backend']], expected);
    }
  });

  describe('beside a backend that never answers', () => {
    let silent: Server;
    before(async () => {
      silent = createServer(() => {}).listen(0, '127.0.0.1');
      await once(silent, 'listening');
    });
    after(() => {
      silent.close();
      silent.closeAllConnections();
    });

    it('says so after 5 s', async (test) => {
      const { session } = await open(test, {
        ENABLE_HEALTH_TOOL: 'true',
        FASTAPI_BASE_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        SERVICE_AUTH_TOKEN: BACKEND_TOKEN,
      });
      const startedAt = performance.now();
      const { status, checks } = await health(session);
      assert.deepEqual([status, checks], ['unhealthy', { backend: 'error' }]);
      const seconds = (performance.now() - startedAt) / 1000;
      assert.ok(seconds > 4 && seconds < 7, `${seconds} s`);
    });
  });
});

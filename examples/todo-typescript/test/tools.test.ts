import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createMcpHandler } from '@modelcontextprotocol/server';

import { CallMonitor } from '../src/call-monitor.ts';
import { Logger } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { BackendStore } from '../src/storage/backend-store.ts';
import { SqliteStore } from '../src/storage/sqlite-store.ts';
import type { TaskStore } from '../src/storage/task-store.ts';
import type { Task } from '../src/task.ts';
import { todoServerFactory } from '../src/todo-server.ts';
import { BACKEND_TOKEN, FakeBackend } from './support/fake-backend.ts';
import { LEGACY, parse, rpcHeaders, rpcRequest } from './support/wire.ts';
import type { RpcResult } from './support/wire.ts';

const NAMES = ['list_tasks', 'create_task', 'mark_task_completed', 'update_task', 'delete_task'];

type Call = (name: string, args?: unknown) => Promise<RpcResult & { code?: number }>;

async function withTools(store: TaskStore, test: (call: Call, lines: string[]) => Promise<void>): Promise<void> {
  const lines: string[] = [];
  const log = new Logger({ name: 'test', level: 'INFO', format: 'json', write: (line) => lines.push(line) });
  const monitor = new CallMonitor({ metrics: await createMetrics(false), endpoint: '/mcp', tools: NAMES });
  const handler = createMcpHandler(todoServerFactory({ name: 'test', store, monitor, log }));
  const call: Call = async (name, args = {}) => {
    const params = { name, arguments: args };
    const body = JSON.stringify(rpcRequest(LEGACY, 'tools/call', params));
    const response = await handler.fetch(
      new Request('http://localhost/mcp', { method: 'POST', headers: rpcHeaders(LEGACY, 'tools/call', params), body }),
    );
    const { result, error } = parse(await response.text());
    return { ...result, ...error };
  };
  try {
    await test(call, lines);
  } finally {
    store.close();
  }
}

const STORES: Record<string, (test: (store: TaskStore) => Promise<void>) => Promise<void>> = {
  async sqlite(test) {
    const folder = mkdtempSync(join(tmpdir(), 'todo-tools-'));
    try {
      await test(new SqliteStore(join(folder, 'new', 'todo.db')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  async backend(test) {
    const backend = await new FakeBackend().start();
    try {
      await test(
        new BackendStore({ baseUrl: new URL(backend.url), token: BACKEND_TOKEN, timeoutMs: 2_000, maxRetries: 0 }),
      );
    } finally {
      await backend[Symbol.asyncDispose]();
    }
  },
};

for (const [kind, withStore] of Object.entries(STORES)) {
  describe(`tools on ${kind}`, () => {
    const on = (test: (call: Call, lines: string[]) => Promise<void>) => () =>
      withStore((store) => withTools(store, test));

    it(
      'create_task returns a pending task, as JSON and as text',
      on(async (call) => {
        const result = await call('create_task', { title: '  Buy milk ', description: 'Two litres' });
        const { created_at, updated_at, ...task } = result.structuredContent as Task;
        assert.deepEqual(task, { id: 1, title: 'Buy milk', description: 'Two litres', completed: false });
        assert.match(created_at, /^\d{4}-.*Z$/);
        assert.match(updated_at, /^\d{4}-.*Z$/);
        assert.deepEqual(JSON.parse(result.content[0]?.text ?? ''), result.structuredContent);
      }),
    );

    it(
      'list_tasks filters and pages',
      on(async (call) => {
        for (const title of ['a', 'b', 'c']) await call('create_task', { title });
        await call('mark_task_completed', { task_id: 2 });
        const titles = async (args: unknown) => {
          const { tasks, total } = (await call('list_tasks', args)).structuredContent as {
            tasks: Task[];
            total: number;
          };
          return [tasks.map(({ title }) => title).join(''), total];
        };
        assert.deepEqual(await titles({}), ['abc', 3]);
        assert.deepEqual(await titles({ status: 'pending' }), ['ac', 2]);
        assert.deepEqual(await titles({ status: 'completed' }), ['b', 1]);
        assert.deepEqual(await titles({ limit: 1, offset: 1 }), ['b', 3]);
      }),
    );

    it(
      'mark_task_completed may be repeated',
      on(async (call) => {
        await call('create_task', { title: 'a' });
        for (const _ of [1, 2])
          assert.equal((await call('mark_task_completed', { task_id: 1 })).structuredContent.completed, true);
      }),
    );

    it(
      'update_task changes only what is given',
      on(async (call) => {
        await call('create_task', { title: 'a', description: 'x' });
        assert.equal((await call('update_task', { task_id: 1, title: 'b' })).structuredContent.description, 'x');
        const { title, description } = (await call('update_task', { task_id: 1, description: null })).structuredContent;
        assert.deepEqual([title, description], ['b', null]);
      }),
    );

    it(
      'delete_task removes once',
      on(async (call) => {
        await call('create_task', { title: 'a' });
        assert.deepEqual((await call('delete_task', { task_id: 1 })).structuredContent, { deleted: true, task_id: 1 });
        const again = await call('delete_task', { task_id: 1 });
        assert.equal(again.isError, true);
        assert.equal(again.content[0]?.text, 'There is no task 1. Use list_tasks to see the tasks.');
        assert.equal((await call('list_tasks')).structuredContent.total, 0);
      }),
    );

    it(
      'a task that is not there is an error result',
      on(async (call) => {
        for (const [name, args] of [
          ['mark_task_completed', {}],
          ['update_task', { title: 'x' }],
          ['delete_task', {}],
        ] as const) {
          const result = await call(name, { task_id: 99, ...args });
          assert.equal(result.isError, true, name);
          assert.match(result.content[0]?.text ?? '', /no task 99/);
        }
      }),
    );

    it(
      'bad arguments are an error result',
      on(async (call) => {
        const rows: [name: string, args: unknown][] = [
          ['list_tasks', { status: 'late' }],
          ['list_tasks', { limit: 0 }],
          ['list_tasks', { limit: 101 }],
          ['list_tasks', { offset: -1 }],
          ['create_task', {}],
          ['create_task', { title: '  ' }],
          ['create_task', { title: 'x'.repeat(201) }],
          ['create_task', { title: 'x', description: 'x'.repeat(2001) }],
          ['create_task', { title: 'x', colour: 'red' }],
          ['mark_task_completed', { task_id: 'one' }],
          ['mark_task_completed', { task_id: 0 }],
          ['update_task', { task_id: 1 }],
          ['delete_task', {}],
        ];
        for (const [name, args] of rows)
          assert.equal((await call(name, args)).isError, true, `${name} ${JSON.stringify(args)}`);
        assert.equal((await call('list_tasks')).structuredContent.total, 0);
      }),
    );

    it(
      'an unknown tool is a protocol error',
      on(async (call) => {
        for (const name of ['drop_table', 'toString', '__proto__']) assert.equal((await call(name)).code, -32602, name);
      }),
    );

    it(
      'the log names tools and never shows values',
      on(async (call, lines) => {
        await call('create_task', { title: 'a private matter' });
        const record = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
        assert.equal(record['message'], 'Tool invoked');
        assert.equal(record['tool_name'], 'create_task');
        assert.equal(typeof record['duration_ms'], 'number');
        assert.equal(typeof record['request_id'], 'string');
        assert.doesNotMatch(lines.join(''), /private matter/);
      }),
    );
  });
}

it('an unexpected failure is logged with its stack, and the client learns nothing', async () => {
  const broken = new Proxy({} as TaskStore, {
    get: (_target, name) =>
      name === 'close'
        ? () => {}
        : async () => {
            throw new TypeError('inner secret detail');
          },
  });
  await withTools(broken, async (call, lines) => {
    const result = await call('list_tasks');
    assert.deepEqual(result, {
      isError: true,
      content: [{ type: 'text', text: 'The server failed to do this. Its log says why.' }],
    });
    const { level, exception } = JSON.parse(lines[0] ?? '') as Record<string, string>;
    assert.equal(level, 'ERROR');
    assert.match(exception ?? '', /inner secret detail/);
  });
});

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import type { Task } from '../../src/task.ts';
import { BACKEND_TOKEN, FakeBackend } from '../support/fake-backend.ts';
import { DEVELOPED, Program } from '../support/program.ts';
import { StdioSession } from '../support/session.ts';

const STORES = ['sqlite', 'backend'] as const;

for (const kind of STORES) {
  describe(`tools on ${kind}`, () => {
    let backend: FakeBackend;
    let program: Program;
    let session: StdioSession;
    before(async () => {
      backend = await new FakeBackend().start();
      const env = { FASTAPI_BASE_URL: backend.url, SERVICE_AUTH_TOKEN: BACKEND_TOKEN, BACKEND_MAX_RETRIES: '0' };
      program = new Program(DEVELOPED, ['stdio'], kind === 'backend' ? env : { DATABASE_PATH: 'new/todo.db' });
      session = await StdioSession.open(program);
    });
    after(async () => {
      await program[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    });
    beforeEach(async () => {
      const { tasks } = (await call('list_tasks', { limit: 100 })).structuredContent;
      for (const { id } of tasks) await call('delete_task', { task_id: id });
    });

    const call = async (name: string, args?: unknown) => session.call(name, args);
    const create = async (title: string, description?: string) =>
      (await call('create_task', { title, ...(description !== undefined && { description }) })).structuredContent.id;

    it('create_task returns a pending task, as JSON and as text', async () => {
      const result = await call('create_task', { title: '  Buy milk ', description: 'Two litres' });
      const { id, created_at, updated_at, ...task } = result.structuredContent as Task;
      assert.ok(Number.isInteger(id));
      assert.deepEqual(task, { title: 'Buy milk', description: 'Two litres', completed: false });
      assert.match(created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.match(updated_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.deepEqual(JSON.parse(result.content[0]?.text ?? ''), result.structuredContent);
    });

    it('list_tasks filters and pages', async () => {
      await create('a');
      await call('mark_task_completed', { task_id: await create('b') });
      await create('c');
      const titles = async (args: unknown) => {
        const { tasks, total } = (await call('list_tasks', args)).structuredContent;
        return [tasks.map(({ title }) => title).join(''), total];
      };
      assert.deepEqual(await titles({}), ['abc', 3]);
      assert.deepEqual(await titles({ status: 'pending' }), ['ac', 2]);
      assert.deepEqual(await titles({ status: 'completed' }), ['b', 1]);
      assert.deepEqual(await titles({ limit: 1, offset: 1 }), ['b', 3]);
    });

    it('mark_task_completed may be repeated', async () => {
      const task_id = await create('a');
      for (const _ of [1, 2])
        assert.equal((await call('mark_task_completed', { task_id })).structuredContent.completed, true);
    });

    it('update_task changes only what is given', async () => {
      const task_id = await create('a', 'x');
      assert.equal((await call('update_task', { task_id, title: 'b' })).structuredContent.description, 'x');
      const { title, description } = (await call('update_task', { task_id, description: null })).structuredContent;
      assert.deepEqual([title, description], ['b', null]);
    });

    it('delete_task removes once', async () => {
      const task_id = await create('a');
      assert.deepEqual((await call('delete_task', { task_id })).structuredContent, { deleted: true, task_id });
      const again = await call('delete_task', { task_id });
      assert.equal(again.isError, true);
      assert.equal(again.content[0]?.text, `There is no task ${task_id}. Use list_tasks to see the tasks.`);
      assert.equal((await call('list_tasks')).structuredContent.total, 0);
    });

    it('a task that is not there is an error result', async () => {
      for (const [name, args] of [
        ['mark_task_completed', {}],
        ['update_task', { title: 'x' }],
        ['delete_task', {}],
      ] as const) {
        const result = await call(name, { task_id: 9999, ...args });
        assert.equal(result.isError, true, name);
        assert.match(result.content[0]?.text ?? '', /no task 9999/);
      }
    });

    it('bad arguments are an error result', async () => {
      const rows: [name: string, args: unknown][] = [
        ['list_tasks', { status: 'late' }],
        ['list_tasks', { limit: 0 }],
        ['list_tasks', { limit: 101 }],
        ['list_tasks', { limit: '5' }],
        ['list_tasks', { offset: -1 }],
        ['create_task', {}],
        ['create_task', { title: '  ' }],
        ['create_task', { title: 7 }],
        ['create_task', { title: 'x'.repeat(201) }],
        ['create_task', { title: 'x', description: 'x'.repeat(2001) }],
        ['create_task', { title: 'x', description: null }],
        ['create_task', { title: 'x', colour: 'red' }],
        ['mark_task_completed', { task_id: 'one' }],
        ['mark_task_completed', { task_id: 0 }],
        ['update_task', { task_id: 1 }],
        ['update_task', { task_id: 1, title: null }],
        ['delete_task', {}],
      ];
      for (const [name, args] of rows) {
        const { isError, content } = await call(name, args);
        assert.equal(isError, true, `${name} ${JSON.stringify(args)}`);
        assert.match(content[0]?.text ?? '', new RegExp(`Invalid arguments for tool ${name}: `));
      }
      assert.equal((await call('list_tasks')).structuredContent.total, 0);
    });

    it('an unknown tool is a protocol error', async () => {
      for (const name of ['drop_table', 'toString', '__proto__']) assert.equal((await call(name)).code, -32602, name);
    });

    it('the log names tools and never shows values', async () => {
      await call('create_task', { title: 'a private matter' });
      await program.writes('"tool_name":"create_task"');
      const lines = program.stderr.trim().split('\n');
      const record = JSON.parse(lines.findLast((line) => line.includes('create_task')) ?? '') as Record<
        string,
        unknown
      >;
      assert.equal(record['message'], 'Tool invoked');
      assert.equal(record['tool_name'], 'create_task');
      assert.equal(typeof record['duration_ms'], 'number');
      assert.equal(typeof record['request_id'], 'string');
      assert.doesNotMatch(program.stderr, /private matter/);
    });
  });
}

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { createMcpHandler } from '@modelcontextprotocol/server';

import { CallMonitor } from '../src/call-monitor.ts';
import { Logger } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import type { TaskStore } from '../src/storage/task-store.ts';
import { todoServerFactory } from '../src/todo-server.ts';
import { tools } from '../src/tools/index.ts';
import { LEGACY, parse, rpcHeaders, rpcRequest } from './support/wire.ts';

it('an unexpected failure is logged with its stack, and the client learns nothing', async () => {
  const store = new Proxy({} as TaskStore, {
    get: () => async () => {
      throw new TypeError('inner secret detail');
    },
  });
  const lines: string[] = [];
  const log = new Logger({ name: 'test', level: 'INFO', format: 'json', write: (line) => lines.push(line) });
  const names = tools.map(({ name }) => name);
  const monitor = new CallMonitor({ metrics: await createMetrics(false), endpoint: '/mcp', tools: names });
  const handler = createMcpHandler(todoServerFactory({ name: 'test', tools, store, monitor, log }));

  const params = { name: 'list_tasks', arguments: {} };
  const response = await handler.fetch(
    new Request('http://localhost/mcp', {
      method: 'POST',
      headers: rpcHeaders(LEGACY, 'tools/call', params),
      body: JSON.stringify(rpcRequest(LEGACY, 'tools/call', params)),
    }),
  );
  assert.deepEqual(parse(await response.text()).result, {
    isError: true,
    content: [{ type: 'text', text: 'The server failed to do this. Its log says why.' }],
  });
  const { level, exception } = JSON.parse(lines[0] ?? '') as Record<string, string>;
  assert.equal(level, 'ERROR');
  assert.match(exception ?? '', /inner secret detail/);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';

import { disposedAfter } from '../support/cleanup.ts';
import { DEVELOPED, Program, SERVERS, startHttp, titleOf } from '../support/program.ts';
import type { HttpProgram } from '../support/program.ts';
import { ERAS, initializeParams, LEGACY, MODERN, parse, post, rpcHeaders, rpcRequest } from '../support/wire.ts';
import type { Era, RpcMessage } from '../support/wire.ts';

const NAMES = ['list_tasks', 'create_task', 'mark_task_completed', 'update_task', 'delete_task'];

for (const command of SERVERS) {
  describe(`${titleOf(command)} over HTTP`, () => {
    let program: HttpProgram;
    before(async () => void (program = await startHttp({}, command)));
    after(async () => program[Symbol.asyncDispose]());

    it('answers the handshake', async () => {
      const { status, message } = await post(program.url, LEGACY, 'initialize', initializeParams);
      assert.equal(status, 200);
      assert.equal(message.result.protocolVersion, LEGACY);
      assert.equal(message.result.serverInfo.name, 'todo-mcp-server');
      assert.deepEqual(Object.keys(message.result.capabilities), ['tools']);
    });

    it('answers server/discover', async () => {
      const { status, message } = await post(program.url, MODERN, 'server/discover');
      assert.equal(status, 200);
      assert.deepEqual(message.result.supportedVersions, [MODERN]);
    });

    it('accepts a notification', async () => {
      const response = await fetch(`${program.url}/mcp`, {
        method: 'POST',
        headers: rpcHeaders(LEGACY, ''),
        body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
      });
      assert.equal(response.status, 202);
      assert.equal(await response.text(), '');
    });

    for (const era of ERAS) {
      it(`lists the same described tools to ${era} clients`, async () => {
        const { message } = await post(program.url, era, 'tools/list');
        checkTools(message);
      });

      it(`runs a tool for ${era} clients`, async () => {
        const { message } = await post(program.url, era, 'tools/call', {
          name: 'create_task',
          arguments: { title: era },
        });
        assert.equal(message.result.structuredContent.title, era);
      });

      it(`refuses what ${era} clients cannot mean`, async () => {
        const unknown = await post(program.url, era, 'tasks/burn');
        assert.equal(unknown.message.error?.code, -32601);
        const tool = await post(program.url, era, 'tools/call', { name: 'burn', arguments: {} });
        assert.equal(tool.message.error?.code, -32602);
      });
    }

    it('wants the modern headers to match', async () => {
      const { status, message } = await post(
        program.url,
        MODERN,
        'tools/call',
        { name: 'list_tasks', arguments: {} },
        { 'mcp-name': 'other' },
      );
      assert.equal(status, 400);
      assert.equal(message.error?.code, -32020);
    });
  });

  describe(`${titleOf(command)} over stdio`, () => {
    for (const era of ERAS) {
      it(`serves ${era} clients and writes nothing else to stdout`, async (t) => {
        const program = disposedAfter(t, new Program(command, ['stdio']));
        const ask = client(program, era);
        if (era === LEGACY) {
          assert.equal((await ask('initialize', initializeParams)).result.protocolVersion, LEGACY);
          program.child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
        } else {
          assert.deepEqual((await ask('server/discover')).result.supportedVersions, [MODERN]);
        }
        checkTools(await ask('tools/list'));
        const { result } = await ask('tools/call', { name: 'create_task', arguments: { title: 'a' } });
        assert.equal(result.structuredContent.id, 1);
        assert.equal((await ask('tools/call', { name: 'burn', arguments: {} })).error?.code, -32602);

        program.child.stdin.end();
        const { code, stdout, stderr } = await program.exit;
        assert.equal(code, 0);
        for (const line of stdout.trim().split('\n')) assert.equal((JSON.parse(line) as RpcMessage).jsonrpc, '2.0');
        assert.match(stderr, /Starting todo-mcp-server/);
      });
    }

    it('answers what was asked before stdin ended', async (t) => {
      const program = disposedAfter(t, new Program(command, ['stdio']));
      const lines = [
        rpcRequest(LEGACY, 'initialize', initializeParams),
        rpcRequest(LEGACY, 'tools/call', { name: 'list_tasks', arguments: {} }),
      ];
      program.child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const { stdout } = await program.exit;
      assert.equal(stdout.trim().split('\n').length, 2);
    });

    it('survives a line that is no JSON', async (t) => {
      const program = disposedAfter(t, new Program(command, ['stdio']));
      program.child.stdin.write('hello?\n');
      assert.ok((await client(program, LEGACY)('initialize', initializeParams)).result);
    });
  });
}

it('both transports list the same tools', async (t) => {
  const http = disposedAfter(t, await startHttp());
  const stdio = disposedAfter(t, new Program(DEVELOPED, ['stdio']));
  const { message } = await post(http.url, LEGACY, 'tools/list');
  const ask = client(stdio, LEGACY);
  await ask('initialize', initializeParams);
  assert.deepEqual((await ask('tools/list')).result.tools, message.result.tools);
});

it('the tools are those that every edition of this server has', async (t) => {
  const program = disposedAfter(t, await startHttp());
  const { message } = await post(program.url, LEGACY, 'tools/list');
  const expected = JSON.parse(await readFile(new URL('tools.json', import.meta.url), 'utf8')) as unknown;
  assert.deepEqual(message.result.tools, expected);
});

function checkTools({ result }: RpcMessage): void {
  assert.deepEqual(
    result.tools.map(({ name }: { name: string }) => name),
    NAMES,
  );
  for (const { title, description, inputSchema, outputSchema, annotations } of result.tools) {
    assert.ok(title && description && outputSchema?.type === 'object');
    assert.equal(typeof annotations?.readOnlyHint, 'boolean');
    for (const property of Object.values(inputSchema.properties as Record<string, { description?: string }>))
      assert.ok(property.description);
  }
}

function client({ child }: Program, era: Era) {
  const lines = createInterface({ input: child.stdout });
  return async (method: string, params?: Record<string, unknown>): Promise<RpcMessage> => {
    child.stdin.write(`${JSON.stringify(rpcRequest(era, method, params))}\n`);
    const [line] = (await once(lines, 'line')) as [string];
    return parse(line);
  };
}

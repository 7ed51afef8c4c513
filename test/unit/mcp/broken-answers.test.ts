import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStdioWire } from '../../../src/mcp/stdio-wire.js';

const HANDSHAKE = { era: 'handshake', timeoutMs: 2_000 } as const;

function wired() {
  const stdin = new PassThrough().resume();
  const stdout = new PassThrough();
  const wire = createStdioWire({ streams: { stdin, stdout }, client: { name: 'mcp-dock', version: '1' } });
  const ask = (method: string) => wire.request(method, {}, HANDSHAKE);
  const say = (line: string) => stdout.write(`${line}\n`);
  return { wire, ask, say, stdout };
}

const NO_JSON = 'an answer that is no JSON';
const noRpc = (reason: string) => `an answer that is no JSON-RPC (${reason})`;
const ERROR = '{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found"}}';

describe('over stdio, a broken answer that names its request', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":1,"result":null,"error":{"code":"-1","message":"x"}}', noRpc('both a result and an error')],
    ['{"jsonrpc":"2.0","id":"1","error":{"code":"-1"}}', noRpc('an error without code and message')],
    ['{"id":1,"result":{}}', noRpc('JSON, but without "jsonrpc": "2.0"')],
    ['[{"jsonrpc":"2.0","id":1,"result":{}}]', noRpc('a batch, which revision 2025-06-18 removed')],
    ['{"jsonrpc":"2.0","id":1,"result":{"a":NaN}}', `${NO_JSON} (wrong from character 39 on)`],
    ['{"jsonrpc":"2.0","id":1,"result":{"tools', `${NO_JSON} (wrong from character 41 on)`],
    ['\0\0{"jsonrpc":"2.0","id":1,"result":{}}', NO_JSON],
    ['{"result":{"id":9,"a":Infinity},"id":1,"jsonrpc":"2.0"}', `${NO_JSON} (wrong from character 23 on)`],
    [
      '{"jsonrpc":"2.0","id":9,"result":{"tools{"jsonrpc":"2.0","id":1,"result":{}}',
      `${NO_JSON} (wrong from character 43 on)`,
    ],
  ])('settles it at once: %s', async (line, message) => {
    const { wire, ask, say } = wired();
    const asked = ask('tools/list');
    say(line);
    const { failure, durationMs } = await asked;
    expect(failure?.message).toBe(message);
    expect(durationMs).toBeLessThan(200);
    expect(wire.stdoutRecord()).toMatchObject({ messages: 1, offending: [] });
  });

  it('is kept for the check of its shape', async () => {
    const { wire, ask, say } = wired();
    const asked = [ask('tools/list'), ask('ping')];
    say('{"jsonrpc":"2.0","id":1,"result":null,"error":null}');
    say(`{"jsonrpc":"2.0","id":2,"result":{"a":"${'x'.repeat(300)}","b":NaN,"c":"${'y'.repeat(300)}"}}`);
    await Promise.all(asked);
    expect(wire.transcript.record('stdio')).toMatchObject({
      messages: [{ answers: 'tools/list', sentId: 1, message: { result: null, error: null } }],
      unreadable: [
        { answers: 'ping', reason: 'no JSON', excerpt: expect.stringMatching(/^…x+","b":NaN,"c":"y+…$/u) as string },
      ],
    });
  });

  it('is read where only its id is a text, as client libraries do', async () => {
    const { wire, ask, say } = wired();
    const asked = [ask('a'), ask('b')];
    say('{"jsonrpc":"2.0","id":"2","result":"of b"}');
    say('{"jsonrpc":"2.0","id":"1","result":"of a"}');
    expect((await Promise.all(asked)).map(({ result }) => result)).toEqual(['of a', 'of b']);
    expect(wire.transcript.record('stdio').messages).toMatchObject([
      { answers: 'b', sentId: 2, message: { id: '2' } },
      { answers: 'a', sentId: 1, message: { id: '1' } },
    ]);
  });
});

describe('over stdio, what is no answer', () => {
  it.each([
    'Listing tools...',
    "{ jsonrpc: '2.0', id: 1, result: {} }",
    '{"level":"info","id":1,"error":null}',
    '{"level":"info","msg":"tools/list","id":1,"result":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{',
    '{"jsonrpc":"2.0","id":7,"result":{"a":NaN}}',
    '{"jsonrpc":"2.0","id":7,"result":{},"error":{}}',
  ])('keeps nobody from waiting for a better one: %s', async (line) => {
    const { wire, ask, say } = wired();
    const asked = ask('tools/list');
    say(line);
    await new Promise((resolve) => setTimeout(resolve, 300));
    say('{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}');
    expect((await asked).result).toEqual({ tools: [] });
    expect(wire.stdoutRecord()).toMatchObject({ messages: 1, offendingLines: 1, offending: [{ line: 1 }] });
  });
});

describe('over stdio, an answer without an id', () => {
  it.each([
    [ERROR, noRpc('an error without the id of the request: -32601 "Method not found"')],
    ['{"jsonrpc":"2.0","result":{}}', noRpc('a result without an id')],
  ])('is the one to the only request: %s', async (line, message) => {
    const { wire, ask, say } = wired();
    const asked = ask('server/discover');
    say(line);
    expect((await asked).failure).toEqual({ kind: 'not-json-rpc', message });
    expect(wire.transcript.record('stdio').messages).toMatchObject([{ answers: 'server/discover', sentId: 1 }]);
    expect(wire.stdoutRecord()).toMatchObject({ messages: 1, offending: [] });
  });

  it('is none where a better one comes soon', async () => {
    const { wire, ask, say } = wired();
    const asked = ask('ping');
    say('{"jsonrpc":"2.0","id":null,"result":{}}');
    say('{"jsonrpc":"2.0","id":1,"result":{}}');
    expect((await asked).result).toEqual({});
    expect(wire.stdoutRecord()).toMatchObject({
      messages: 1,
      offending: [{ line: 1, reason: 'a result without an id', kind: 'message', asked: 'ping' }],
    });
  });

  it('is the one to a notification before, though it has none', async () => {
    const { wire, ask, say } = wired();
    await wire.notify('notifications/initialized', {}, HANDSHAKE);
    const asked = ask('tools/list');
    say(ERROR);
    await new Promise((resolve) => setTimeout(resolve, 300));
    say('{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}');
    expect((await asked).result).toEqual({ tools: [] });
    // The notification is long over by now.
    const next = ask('ping');
    say(ERROR);
    expect((await next).failure?.kind).toBe('not-json-rpc');
  });

  it('is nobody’s where several wait', async () => {
    const { ask, say } = wired();
    const asked = [ask('a'), ask('b')];
    say(ERROR);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const id of [1, 2]) say(`{"jsonrpc":"2.0","id":${id},"result":${id}}`);
    expect((await Promise.all(asked)).map(({ result }) => result)).toEqual([1, 2]);
  });

  it('is the one to a request that would never have a better one', async () => {
    const { ask, say, stdout } = wired();
    const asked = ask('ping');
    say(ERROR);
    stdout.end();
    expect((await asked).failure?.kind).toBe('not-json-rpc');
  });
});

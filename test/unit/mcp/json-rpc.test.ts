import { describe, expect, it } from 'vitest';
import { parseMessage, replyTo } from '../../../src/mcp/json-rpc.js';

const deep = (before: string) => `{${before}${'['.repeat(4_000)}${']'.repeat(4_000)}}`;

describe('parseMessage', () => {
  it.each([
    ['a result', '{"jsonrpc":"2.0","id":1,"result":{}}', { kind: 'response', id: 1, result: {} }],
    [
      'an error without an id',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}',
      { kind: 'response', id: null, error: { code: -32_700, message: 'Parse error' } },
    ],
    [
      'a request',
      '{"jsonrpc":"2.0","id":"a","method":"ping"}',
      { kind: 'request', id: 'a', method: 'ping', params: {} },
    ],
    [
      'a notification',
      '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}}',
      { kind: 'notification', method: 'notifications/message', params: { level: 'info' } },
    ],
  ])('reads %s', (_, text, message) => {
    expect(parseMessage(text)).toEqual(message);
  });

  it.each([
    ['Starting server...', 'no JSON'],
    ['\u001b[32minfo\u001b[0m', 'no JSON'],
    ['"text"', 'JSON, but no object'],
    ['42', 'JSON, but no object'],
    ['[{"jsonrpc":"2.0","id":1,"result":{}}]', 'a batch, which revision 2025-06-18 removed'],
    ['{"level":"info","msg":"started"}', 'JSON, but without "jsonrpc": "2.0"'],
    ['{"jsonrpc":"2.0"}', 'neither a method, nor a result, nor an error'],
    ['{"jsonrpc":"2.0","result":{}}', 'a result without an id'],
    ['{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}', 'both a result and an error'],
    ['{"jsonrpc":"2.0","id":1,"error":{"message":"x"}}', 'an error without code and message'],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', 'an id that is no id'],
  ])('says of %s: %s', (text, reason) => {
    expect(parseMessage(text)).toMatchObject({ kind: 'invalid', reason });
  });

  it.each([
    ['Starting server...', 'not-json', undefined],
    ['{"level":"error","error":"no database"}', 'not-json-rpc', undefined],
    ['{"level":"error","id":3,"error":"no database"}', 'not-json-rpc', undefined],
    ['{"id":3,"result":{}}', 'not-json-rpc', 3],
    ['{"jsonrpc":"2.0","id":"3","result":null,"error":{"code":"-1","message":"x"}}', 'not-json-rpc', '3'],
    ['{"jsonrpc":"2.0","id":3,"method":null,"result":{},"error":null}', 'not-json-rpc', 3],
    ['{"jsonrpc":"2.0","id":null,"result":{}}', 'not-json-rpc', null],
    ['{"jsonrpc":"1.0","id":3,"method":"ping","result":1}', 'not-json-rpc', undefined],
    [deep('"jsonrpc":"2.0","id":3,"result":'), 'too-deep', 3],
    [deep('"jsonrpc":"2.0","id":"a","error":'), 'too-deep', 'a'],
    [deep('"jsonrpc":"2.0","method":"notifications/message","params":'), 'too-deep', undefined],
  ])('knows what %.80s may answer', (text, fault, answers) => {
    const message = parseMessage(text);
    expect(message).toMatchObject({ kind: 'invalid', fault });
    expect('answers' in message ? message.answers : undefined).toBe(answers);
  });

  it('says how deep a message is', () => {
    expect(parseMessage(deep('"id":3,"result":'))).toMatchObject({
      reason: 'nested 4,001 levels deep, more than the 1,000 that are read',
    });
  });

  it.each([
    [`{"a":"${'x'.repeat(50)}","b":NaN,"c":"${'y'.repeat(50)}"}`, 62],
    ['{"a":1', 6],
    ['{"a":1 "b":2}', 7],
    ['{"a":1}x', 7],
  ])('knows where %s goes wrong', (text, at) => {
    expect(parseMessage(text)).toMatchObject({ reason: 'no JSON', at });
  });

  it('cleans the words of an error', () => {
    const message = parseMessage('{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"\\u001b[2Jgone"}}');
    expect(message).toMatchObject({ error: { message: '\\u001b[2Jgone' } });
  });
});

describe('replyTo', () => {
  it('answers ping and refuses everything else', () => {
    expect(replyTo({ id: 1, method: 'ping' })).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect(replyTo({ id: 2, method: 'sampling/createMessage' })).toMatchObject({ id: 2, error: { code: -32_601 } });
  });
});

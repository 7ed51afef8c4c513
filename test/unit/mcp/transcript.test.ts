import { describe, expect, test } from 'vitest';
import { Transcript } from '../../../src/mcp/transcript.js';

const message = (text: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text } });

describe('a transcript', () => {
  test('keeps messages in their order with what they answer', () => {
    const transcript = new Transcript();
    transcript.settle({ protocolVersion: '2025-11-25' });
    transcript.settle({ protocolVersion: '2024-11-05' });
    transcript.keep(message('first'), 'handshake', 'tools/list');
    transcript.keep(message('second'), '2026-07-28');
    transcript.keep('{"error":"invalid_token"}', 'handshake', 'initialize', { status: 401 });
    expect(transcript.record('http')).toEqual({
      transport: 'http',
      version: '2025-11-25',
      messages: [
        { era: 'handshake', answers: 'tools/list', message: JSON.parse(message('first')) as unknown },
        { era: '2026-07-28', message: JSON.parse(message('second')) as unknown },
        { era: 'handshake', answers: 'initialize', status: 401, message: { error: 'invalid_token' } },
      ],
      left: 0,
    });
  });

  test('leaves secrets out, in values that JSON escapes too', () => {
    const transcript = new Transcript();
    transcript.keep(message('key "s3cret\\"value" end'), 'handshake');
    const { messages } = transcript.record('stdio', ['"s3cret\\"value"']);
    expect(messages[0]?.message).toMatchObject({ result: { text: 'key •••••• end' } });
  });

  test('keeps only objects', () => {
    const transcript = new Transcript();
    for (const text of ['', '<html>', '[]', 'null', '7']) transcript.keep(text, 'handshake', 'initialize');
    expect(transcript.record('http').messages).toEqual([]);
  });

  test.each([
    ['one message too large', [message('x'.repeat(7_000_000)), message('small')], 1],
    [
      'all together too large',
      Array.from({ length: 12 }, (_, index) => message(`${index}${'x'.repeat(1_000_000)}`)),
      6,
    ],
    ['too many', Array.from({ length: 1_002 }, (_, index) => message(String(index))), 1_000],
  ])('is bounded: %s', (_, texts, kept) => {
    const transcript = new Transcript();
    for (const text of texts) transcript.keep(text, 'handshake', 'tools/call');
    const { messages, left } = transcript.record('http');
    expect(messages).toHaveLength(kept);
    expect(left).toBe(texts.length - kept);
  });

  test.each([
    ['many short ones', 'notifications/message', 'x', 100],
    ['few long ones', 'notifications/message', 'x'.repeat(200_000), 5],
    ['many requests', 'roots/list', 'x', 100],
  ])('leaves room for answers beside what the server says unasked: %s', (_, method, data, kept) => {
    const transcript = new Transcript();
    for (let count = 0; count < 1_100; count += 1)
      transcript.keep(JSON.stringify({ jsonrpc: '2.0', method, params: { data } }), 'handshake');
    transcript.keep('{"jsonrpc":"2.0","method":"notifications/progress"}', 'handshake');
    transcript.keep(message('x'.repeat(4_000_000)), 'handshake', 'tools/list');
    const { messages, left, unread } = transcript.record('stdio');
    expect(messages).toHaveLength(kept + 2);
    expect({ left, unread }).toEqual({ left: 1_100 - kept, unread: undefined });
  });

  const tools = (id: unknown) => [
    `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"tools":[{"id":7}]}}`,
    `{"result":{"tools":[{"id":7}]},"jsonrpc":"2.0","id":${JSON.stringify(id)}}`,
    `{ "result": {"tools": [{"id": 7}]}, "id": ${JSON.stringify(id)}, "jsonrpc": "2.0" }`,
    `{"id":${JSON.stringify(id)},"result":{"tools":[{"id":7}]}}`,
  ];
  test.each(tools(2))('keeps the same answer once, whatever its number: %s', (text) => {
    const transcript = new Transcript();
    const again = text.replace(/("id": ?)2/u, '$112');
    for (const { answer, sentId } of [
      { answer: text, sentId: 2 },
      { answer: again, sentId: 12 },
    ]) {
      transcript.keep(answer, 'handshake', 'tools/list', { sentId });
      transcript.keep(answer, 'handshake', 'tools/list', { status: 200 });
    }
    expect(transcript.record('http')).toMatchObject({ messages: [{ sentId: 2 }, { status: 200 }], left: 0 });
    transcript.keep(again, 'handshake', 'tools/list', { sentId: 2 });
    transcript.keep(text, '2026-07-28', 'tools/list');
    transcript.keep(text, 'handshake', 'prompts/list');
    transcript.keep(text.replace('7', '8'), 'handshake', 'tools/list', { sentId: 2 });
    expect(transcript.record('http').messages).toHaveLength(6);
  });

  test('tells answers apart that differ in their frame', () => {
    const transcript = new Transcript();
    const frames = [...tools(2), ...tools('2')];
    for (const text of frames) transcript.keep(text, 'handshake', 'tools/list', { status: 200 });
    expect(transcript.record('http').messages).toHaveLength(frames.length);
  });

  test('names what was asked in an era and has no result among what is kept', () => {
    const transcript = new Transcript();
    const large = (id: number) => `{"result":{"of":${id},"text":"${'x'.repeat(3_500_000)}"}}`;
    transcript.keep(large(1), 'handshake', 'tools/list');
    transcript.keep(large(2), 'handshake', 'tools/list');
    expect(transcript.record('http')).toMatchObject({ left: 1 });
    expect(transcript.record('http')).not.toHaveProperty('unread');
    transcript.keep('{"error":{"code":-1,"message":"no"}}', '2026-07-28', 'tools/list');
    transcript.keep(large(3), '2026-07-28', 'tools/list');
    transcript.keep(large(4), 'handshake', 'prompts/list');
    transcript.keep('{"result":{"prompts":[]}}', 'handshake', 'prompts/list');
    expect(transcript.record('http')).toMatchObject({ left: 3, unread: ['tools/list'] });
  });
});

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
    transcript.keep('{"error":"invalid_token"}', 'handshake', 'initialize', 401);
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
    ['one message too large', [message('x'.repeat(200_000)), message('small')], 1],
    ['all together too large', Array.from({ length: 12 }, () => message('x'.repeat(100_000))), 10],
    ['too many', Array.from({ length: 1_002 }, (_, index) => message(String(index))), 1_000],
  ])('is bounded: %s', (_, texts, kept) => {
    const transcript = new Transcript();
    for (const text of texts) transcript.keep(text, 'handshake');
    const { messages, left } = transcript.record('http');
    expect(messages).toHaveLength(kept);
    expect(left).toBe(texts.length - kept);
  });
});

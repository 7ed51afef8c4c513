import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { askHttp } from '../../../src/targets/ask-http.js';
import { localServer } from '../../support/local-server.js';

const MANY = Buffer.alloc(16 * 1024 * 1024, 'x');

test.each<{ name: string; coding: string; body: Buffer; read: string | number }>([
  { name: 'is read', coding: 'gzip', body: gzipSync('{"status":"ok"}'), read: '{"status":"ok"}' },
  { name: 'is read so far', coding: 'gzip', body: gzipSync(MANY), read: 64 * 1024 },
  { name: 'that is none is an answer', coding: 'gzip', body: Buffer.from('{}'), read: '' },
  { name: 'that nobody knows is an answer', coding: 'lzw', body: Buffer.from('{}'), read: '{}' },
])('a compressed answer $name', async ({ coding, body, read }) => {
  await using server = await localServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding }).end(body);
  });
  const { signal } = new AbortController();
  const answer = await askHttp(server.url, { method: 'GET', timeoutMs: 2_000, signal });
  expect(server.received[0]?.headers['accept-encoding']).toBe('identity');
  expect(answer).toMatchObject({ kind: 'response', status: 200 });
  const { body: text } = answer as { readonly body: string };
  expect([text, text.length]).toContain(read);
});

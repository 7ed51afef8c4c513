import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createHttpWire } from '../../../src/mcp/http-wire.js';
import { Transcript } from '../../../src/mcp/transcript.js';

test('a refusal by HTTP is kept with its status', async () => {
  await using server = createServer((_, response) => {
    response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"invalid_token"}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transcript = new Transcript();
  const client = { name: 'mcp-dock', version: '0' };
  const wire = createHttpWire({ url: new URL(`http://127.0.0.1:${port}/mcp`), client, transcript });
  await wire.request('tools/list', {}, { era: 'handshake', timeoutMs: 5_000 });
  await wire.close();
  expect(transcript.record('http').messages).toEqual([
    { era: 'handshake', answers: 'tools/list', status: 401, message: { error: 'invalid_token' } },
  ]);
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { askAuthQuestions } from '../../src/mcp/auth-questions.js';
import { readMetrics } from '../../src/mcp/read-metrics.js';
import { askUntilLimited } from '../../src/mcp/until-limited.js';

const client = { name: 'mcp-dock', version: '0.0.0' };
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`);
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`),
    seen,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

describe('questions about authorization', () => {
  const named = `https://mcp.example.com${WELL_KNOWN}/mcp`;
  const guarded = (place: string) =>
    serve((request, response) => {
      if (request.url === place)
        return void response
          .writeHead(200, { 'Content-Type': 'application/json' })
          .end(
            JSON.stringify({ resource: 'https://mcp.example.com/mcp', authorization_servers: ['https://a.example'] }),
          );
      if (request.url === '/health') return void response.writeHead(200).end('{}');
      const challenge = { 'WWW-Authenticate': `Bearer resource_metadata="${named}"` };
      return void response.writeHead(request.url?.startsWith('/mcp') === true ? 401 : 404, challenge).end();
    });
  const asking = { client, headers: { authorization: 'Bearer right', 'X-Tenant': 'a' }, era: 'handshake' } as const;

  it('ask a container for what its public address stands for', async () => {
    await using server = await guarded(`${WELL_KNOWN}/mcp`);
    const { url } = server;
    expect(await askAuthQuestions({ ...asking, url, owned: true, healthPath: '/health' })).toMatchObject({
      noToken: { status: 401 },
      wrongToken: { status: 401 },
      queryToken: { status: 401 },
      health: { path: '/health', status: 200 },
      namedElsewhere: named,
      metadata: { named: true, resource: 'https://mcp.example.com/mcp', authorizationServers: ['https://a.example'] },
    });
    expect(server.seen.filter((line) => line.includes('Bearer right'))).toEqual([]);
    expect(server.seen).toContain('POST /mcp?access_token=right -');
  });

  it('put no token into the address of a server that is somebody’s, and look at the root last', async () => {
    await using server = await guarded(WELL_KNOWN);
    const { url } = server;
    const found = await askAuthQuestions({ ...asking, url, owned: false });
    expect(found.queryToken).toBeUndefined();
    expect(found.metadata?.named).toBe(false);
    expect(found.asked.map(({ url: place, answer }) => [new URL(place).pathname, answer])).toEqual([
      [`${WELL_KNOWN}/mcp`, '404'],
      [WELL_KNOWN, '200'],
    ]);
    expect(server.seen.join('\n')).not.toContain('right');
  });

  it('say what came where there is nothing', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/mcp') request.socket.destroy();
      else response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>');
    });
    const found = await askAuthQuestions({ ...asking, url: server.url, owned: true });
    expect(found.noToken.error).toBe('the server closed the connection');
    expect(found.asked.map(({ answer }) => answer)).toEqual(Array(2).fill('200 with no JSON object (text/html)'));
  });
});

describe('a limit', () => {
  it.each(['handshake', '2026-07-28'] as const)('is found in the era %s, side by side and no further', async (era) => {
    let asked = 0;
    await using server = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked > 30 ? 429 : 200, asked > 30 ? { 'Retry-After': '7' } : {}).end('{}');
    });
    const found = await askUntilLimited({ url: server.url, client, headers: {}, era, requests: 30, withinMs: 10_000 });
    expect(found).toMatchObject({ answered: 30, limited: true, retryAfter: '7' });
    expect(found.sent).toBeLessThan(30 + 16);
  });

  it('that is not there ends at twice of it, and at another refusal', async () => {
    let status = 200;
    await using server = await serve((_, response) => void response.writeHead(status).end('{}'));
    const limit = { url: server.url, client, headers: {}, era: 'handshake', requests: 20, withinMs: 10_000 } as const;
    const { sent, limited } = await askUntilLimited(limit);
    expect({ limited, sent: sent > 40 && sent < 60 }).toEqual({ limited: false, sent: true });
    status = 503;
    expect(await askUntilLimited(limit)).toMatchObject({ answered: 0, limited: false, other: '503' });
  });
});

describe('metrics', () => {
  it('are read with what is wanted of them first, and without secrets', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `metric_${index} ${index}`);
    await using server = await serve((_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end([...lines, 'secret hunter2-hunter2'].join('\n')),
    );
    const { samples, names, malformed } = await readMetrics(server.url, ['metric_499'], ['hunter2-hunter2']);
    expect({ samples, first: names[0], kept: names.length }).toEqual({ samples: 500, first: 'metric_499', kept: 201 });
    expect(malformed).toEqual([{ line: 501, text: 'secret ••••••', reason: '"••••••" is no value' }]);
  });

  it('that nobody serves are an error and no exception', async () => {
    await using server = await serve((request) => void request.socket.destroy());
    expect(await readMetrics(server.url, [])).toMatchObject({ samples: 0, error: 'the server closed the connection' });
  });
});

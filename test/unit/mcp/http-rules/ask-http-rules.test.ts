import { describe, expect, it } from 'vitest';
import { askHttpRules, type HttpRulesOptions } from '../../../../src/mcp/http-rules/ask-http-rules.js';
import { jsonOrUndefined } from '../../../../src/model/json-or-undefined.js';
import { answerAll, localServer, type Received } from '../../../support/local-server.js';
import { tool } from '../../../support/mcp-facts.js';

const client = { name: 'mcp-dock', version: '1' };
const handshake = { eras: ['handshake' as const], tools: [tool()] };
const modern = { eras: ['2026-07-28' as const], tools: [tool()] };

const ask = (url: URL, more: Partial<HttpRulesOptions> = {}) =>
  askHttpRules({ url, headers: {}, client, session: handshake, owned: true, ...more });
const idOf = ({ body }: Received) => (jsonOrUndefined(body) as { id?: unknown } | undefined)?.id;

describe('askHttpRules', () => {
  it('asks in one session, ends every session that it was given, and keeps no id of one', async () => {
    let sessions = 0;
    const ended: unknown[] = [];
    await using server = await localServer((request, response) => {
      const { method, headers, body } = request;
      if (method === 'DELETE') {
        ended.push(headers['mcp-session-id']);
        response.writeHead(200).end();
      } else if (body.includes('"initialize"')) {
        sessions += 1;
        answerAll(request, response, { 'mcp-session-id': `session-number-${sessions}` });
      } else if (ended.includes(headers['mcp-session-id'])) response.writeHead(404).end();
      else answerAll(request, response);
    });
    const rules = await ask(server.url);
    expect(rules).toMatchObject({
      version: '2025-11-25',
      sessions: { issued: true, length: 16, same: false, outside: [] },
    });
    expect(new Set(ended)).toEqual(
      new Set(Array.from({ length: sessions }, (_, index) => `session-number-${index + 1}`)),
    );
    expect(ended).toHaveLength(sessions);
    expect(JSON.stringify(rules)).not.toContain('session-number');
    const row = rules.exchanges.find(({ question }) => question === 'request');
    expect(row?.headers).toContain('Mcp-Session-Id: $S');
    expect(rules.exchanges.find(({ question }) => question === 'ended-session')?.status).toBe(404);
  });

  it('never has two requests of one id on the way', async () => {
    await using server = await localServer(answerAll);
    await ask(server.url);
    const ids = server.received
      .filter(({ body }) => body.startsWith('{"jsonrpc"') && !body.includes('"initialize"'))
      .flatMap((request) => idOf(request) ?? []);
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sends no malformed body to a server that it did not start, and no origin that nobody declared', async () => {
    await using server = await localServer(answerAll);
    const rules = await ask(server.url, { owned: false });
    const questions = rules.exchanges.map(({ question }) => question);
    expect(questions).not.toContain('bad-json');
    expect(questions).not.toContain('preflight');
    const owned = await ask(server.url, { origins: ['https://app.example.com'] });
    expect(owned.exchanges.map(({ question }) => question)).toEqual(
      expect.arrayContaining(['bad-json', 'preflight', 'cors-request', 'foreign-preflight']),
    );
  });

  it('names only tools that do not exist', async () => {
    await using server = await localServer(answerAll);
    await ask(server.url, { session: modern });
    const called = server.received.flatMap(({ body }) => /"name":"(\w+)","arguments"/u.exec(body)?.[1] ?? []);
    expect(new Set(called)).toEqual(new Set(['mcp_dock_no_such_tool']));
  });

  it('sends its headers with every request and hides what the server says of them', async () => {
    const secret = 'Bearer 3f9a-very-secret';
    await using server = await localServer((request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { said: request.headers.authorization } }));
    });
    const rules = await ask(server.url, { headers: { Authorization: secret }, secrets: [secret] });
    expect(server.received.every(({ headers }) => headers.authorization === secret)).toBe(true);
    expect(JSON.stringify(rules)).not.toContain('very-secret');
  });

  it('takes the head of a stream for the answer to GET, and reads an answer off a stream', async () => {
    await using server = await localServer((request, response) => {
      const events = { 'content-type': 'text/event-stream' };
      if (request.method === 'GET') response.writeHead(200, events).write(': open\n\n');
      else if (request.body.includes('"id"') && request.body.startsWith('{"jsonrpc"')) {
        const id = idOf(request);
        response.writeHead(200, events).write('data: \n\n');
        response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message' })}\n\n`);
        response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18' } })}\n\n`);
      } else response.writeHead(202).end();
    });
    const rules = await ask(server.url);
    expect(rules.version).toBe('2025-06-18');
    expect(rules.exchanges.find(({ question }) => question === 'get-stream')).toMatchObject({
      status: 200,
      contentType: 'text/event-stream',
    });
    expect(rules.exchanges.find(({ question }) => question === 'request')?.message).toMatchObject({
      result: { protocolVersion: '2025-06-18' },
    });
  });

  it('keeps little of an answer that is large, deep or hostile', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    await using server = await localServer((request, response) => {
      const { body } = request;
      if (body.includes('"initialize"')) return answerAll(request, response);
      response.writeHead(200, { 'content-type': 'application/json', allow: `POST\u00a0${'x'.repeat(9_000)}` });
      if (body.includes('"mcp-dock-a"')) return response.end(`{"jsonrpc":"2.0","id":"mcp-dock-a","result":${deep}}`);
      if (body.includes('"id":0')) return response.end(`\u001b[31m${'a'.repeat(100_000)}`);
      response.end(
        JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools: Array.from({ length: 5_000 }, () => tool()) } }),
      );
    });
    const rules = await ask(server.url);
    expect(JSON.stringify(rules).length).toBeLessThan(60_000);
    expect(rules.exchanges.find(({ question }) => question === 'zero-id')?.text).toMatch(/^\\u001b\[31m/u);
    expect(rules.exchanges.find(({ question }) => question === 'request')?.message).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { tools: [] },
    });
  });

  it('goes where the endpoint redirects to within the server, and nowhere else', async () => {
    await using server = await localServer((request, response) => {
      if (request.path === '/mcp') response.writeHead(307, { Location: '/mcp/' }).end();
      else answerAll(request, response);
    });
    const { exchanges } = await ask(server.url);
    expect(exchanges.find(({ question }) => question === 'request')).toMatchObject({ status: 200 });
    expect(server.received.filter(({ path }) => path === '/mcp').length).toBeLessThan(3);
    await using other = await localServer((_, response) => {
      response.writeHead(307, { Location: server.url.href }).end();
    });
    expect((await ask(other.url)).exchanges).toMatchObject([{ question: 'initialize', status: 307 }]);
  });

  it('tells of a server that is not there any more', async () => {
    const server = await localServer(answerAll);
    await server[Symbol.asyncDispose]();
    expect(await ask(server.url)).toMatchObject({
      eras: ['handshake'],
      exchanges: [{ question: 'initialize', failure: { kind: 'refused' } }],
    });
  });
});

import { expect, it } from 'vitest';
import { MODERN_VERSION } from '../../../src/model/mcp-protocol.js';
import { askSdkClients, loadSdkClients } from '../../../src/mcp/sdk-clients.js';

interface Json {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
}

it('lets both clients go the whole way once, with no server there', async () => {
  const outcomes = await loadSdkClients();
  expect(outcomes.map(({ era, tools, error }) => ({ era, tools, error }))).toEqual([
    { era: 'handshake', tools: ['a'], error: undefined },
    { era: '2026-07-28', tools: ['a'], error: undefined },
  ]);
});

it('asks for no page again whose cursor came before', async () => {
  const asked: unknown[] = [];
  const [outcome] = await askSdkClients(['handshake'], {
    url: new URL('http://localhost/mcp'),
    headers: {},
    client: { name: 'mcp-dock', version: '0' },
    timeoutMs: 2_000,
    async fetch(_, init) {
      const { id, method, params } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Json;
      if (id === undefined) return new Response(null, { status: method === undefined ? 405 : 202 });
      if (method === 'tools/list') asked.push(params);
      const tools = { tools: [{ name: 'a', inputSchema: { type: 'object' } }], nextCursor: '' };
      const hello = {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'x', version: '1' },
      };
      const result = method === 'tools/list' ? tools : hello;
      return Response.json({ jsonrpc: '2.0', id, result });
    },
  });
  expect(outcome?.tools).toEqual(['a']);
  expect(asked).toHaveLength(2);
});

it.each(['application/json', 'text/event-stream'])(
  'leaves it to them what they make of an answer without a bottom, in %s',
  async (type) => {
    const result = { protocolVersion: '2025-11-25', supportedVersions: [MODERN_VERSION], capabilities: { tools: {} } };
    const sound = JSON.stringify({
      ...result,
      serverInfo: { name: 'x', version: '1' },
      ttlMs: 0,
      cacheScope: 'public',
      resultType: 'complete',
    });
    const deep = `{"tools":[{"name":"a","inputSchema":{"type":"object","default":${'['.repeat(50_000)}${']'.repeat(50_000)}}}],"ttlMs":0,"cacheScope":"public","resultType":"complete"}`;
    const fetch = async (_: string | URL, init?: RequestInit) => {
      const { id, method } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Json;
      if (id === undefined) return new Response(null, { status: method === undefined ? 405 : 202 });
      const message = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${method === 'tools/list' ? deep : sound}}`;
      const body = type === 'application/json' ? message : `data: ${message}\n\n`;
      return new Response(body, { headers: { 'content-type': type } });
    };
    const outcomes = await askSdkClients(['handshake', MODERN_VERSION], {
      url: new URL('http://localhost/mcp'),
      headers: {},
      client: { name: 'mcp-dock', version: '0' },
      timeoutMs: 2_000,
      fetch,
    });
    // Whether they read it is their business; that it goes wrong in them, and nowhere else, is ours.
    expect(outcomes.map(({ era, tools, error }) => [era, typeof error === 'string' || tools?.join() === 'a'])).toEqual([
      ['handshake', true],
      [MODERN_VERSION, true],
    ]);
  },
);

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askOverStdio } from '../../../src/mcp/ask-over-stdio.js';
import { replayToSdkClients } from '../../../src/mcp/sdk-replay.js';
import { createStdioWire } from '../../../src/mcp/stdio-wire.js';
import type { JsonObject } from '../../../src/model/mcp-protocol.js';
import { settings } from '../../support/mcp-facts.js';

const CLIENT = { name: 'mcp-dock', version: '1' };
const capabilities = { tools: {} };
const HELLO = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'todo', version: '1' } };
const FRESH = { resultType: 'complete', ttlMs: 0, cacheScope: 'public' };
const DISCOVERED = { ...FRESH, supportedVersions: ['2026-07-28'], capabilities };
const TOOL = { name: 'a', inputSchema: { type: 'object' } };
const SDK1 = '@modelcontextprotocol/sdk 1.x';
const SDK2 = '@modelcontextprotocol/client 2.x';

type Serve = (request: { method: string; params: JsonObject }) => object | undefined;

/** A process over stdio whose server is a function: what it gives is the answer without its id, or the request is refused. */
function started(serve: Serve) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const asked: string[] = [];
  stdin.on('data', (chunk: Buffer) => {
    for (const line of String(chunk).split('\n').filter(Boolean)) {
      const { id, method, params } = JSON.parse(line) as { id?: number; method: string; params: JsonObject };
      asked.push(method);
      if (id === undefined) continue;
      const answer = serve({ method, params }) ?? { error: { code: -32_601, message: 'Method not found' } };
      stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
    }
  });
  return { asked, wire: createStdioWire({ streams: { stdin, stdout }, client: CLIENT }) };
}

/** What the libraries make of a server, and how often it was asked for its tools. */
async function replayed(serve: Serve) {
  const { asked, wire } = started(serve);
  const options = { endpoint: 'here', settings: settings({ calls: [] }), client: CLIENT };
  const { session, recording } = await askOverStdio(wire, options, undefined);
  const listed = () => asked.filter((method) => method === 'tools/list').length;
  const before = listed();
  const outcomes = await replayToSdkClients(session, recording, CLIENT);
  expect(listed()).toBe(before);
  return outcomes;
}

const handshake =
  (hello: object, list: (cursor: unknown) => object): Serve =>
  ({ method, params }) =>
    method === 'initialize'
      ? { result: hello }
      : method === 'tools/list'
        ? { result: list(params['cursor']) }
        : undefined;

const modern =
  (discovered: object, list: object): Serve =>
  ({ method }) =>
    method === 'server/discover'
      ? { result: discovered }
      : method === 'tools/list'
        ? { result: { ...FRESH, ...list } }
        : undefined;

describe('client libraries that hear again what a server said over stdio', () => {
  it.each([
    {
      name: 'a list of several pages in the handshake era',
      serve: handshake(HELLO, (cursor) =>
        cursor === undefined ? { tools: [TOOL], nextCursor: 'more' } : { tools: [{ ...TOOL, name: 'b' }] },
      ),
      outcomes: [{ client: SDK1, era: 'handshake', tools: ['a', 'b'] }],
    },
    {
      name: 'a list in the modern era',
      serve: modern(DISCOVERED, { tools: [TOOL] }),
      outcomes: [{ client: SDK2, era: '2026-07-28', tools: ['a'] }],
    },
    {
      name: 'a greeting of both eras, and a list of the first',
      serve: ((request) =>
        request.method === 'server/discover'
          ? { result: DISCOVERED }
          : handshake(HELLO, () => ({ tools: [TOOL] }))(request)) satisfies Serve,
      outcomes: [{ client: SDK1, era: 'handshake', tools: ['a'] }],
    },
    {
      name: 'an output schema of a list',
      serve: handshake(HELLO, () => ({ tools: [{ ...TOOL, outputSchema: { type: 'array' } }] })),
      outcomes: [{ client: SDK1, era: 'handshake', error: expect.stringContaining('outputSchema') }],
    },
    {
      name: 'null for a field of the greeting',
      serve: handshake({ ...HELLO, instructions: null }, () => ({ tools: [TOOL] })),
      outcomes: [{ client: SDK1, era: 'handshake', error: expect.stringContaining('instructions') }],
    },
    {
      name: 'a result that the transport of the library drops, so that it would wait for ever',
      serve: handshake(HELLO, () => ({ tools: [TOOL], _meta: null })),
      outcomes: [{ client: SDK1, era: 'handshake', error: expect.any(String) }],
    },
    {
      name: 'a member of a message that JSON-RPC does not have',
      serve: (({ method }) =>
        method === 'initialize'
          ? { result: HELLO }
          : method === 'tools/list'
            ? { result: { tools: [TOOL] }, took: 5 }
            : undefined) satisfies Serve,
      outcomes: [{ client: SDK1, era: 'handshake', error: expect.stringContaining('took') }],
    },
    {
      name: 'a list that we cannot read either',
      serve: modern(DISCOVERED, { tools: [{ ...TOOL, title: 5 }] }),
      outcomes: [],
    },
    {
      name: 'no capability',
      serve: handshake({ ...HELLO, capabilities: {} }, () => ({ tools: [TOOL] })),
      outcomes: [],
    },
    { name: 'no list', serve: handshake(HELLO, () => ({})), outcomes: [] },
  ])('$name', async ({ serve, outcomes }) => {
    expect(await replayed(serve)).toEqual(outcomes);
  });
});

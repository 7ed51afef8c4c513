import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createHttpWire } from '../../src/mcp/http-wire.js';
import { probeSession } from '../../src/mcp/probe-session.js';
import { askSdkClients } from '../../src/mcp/sdk-clients.js';
import { bridgeStdio, type BridgeTarget } from '../../src/mcp/stdio-bridge.js';
import { settings } from '../support/mcp-facts.js';

const CLIENT = { name: 'mcp-dock', version: '0.0.0' };

function starter(file = 'good.ts') {
  const running = new Set<number>();
  let starts = 0;
  const start = (): Promise<BridgeTarget> => {
    const path = fileURLToPath(new URL(`../fixtures/servers/${file}`, import.meta.url));
    const child = spawn(process.execPath, [path, 'stdio'], { env: { PATH: process.env['PATH'] ?? '' } });
    child.stderr.resume();
    starts += 1;
    const { pid = 0 } = child;
    running.add(pid);
    const exited = once(child, 'exit').then(() => running.delete(pid));
    return Promise.resolve({
      streams: child,
      async [Symbol.asyncDispose]() {
        child.kill('SIGKILL');
        await exited;
      },
    });
  };
  return { start, running, starts: () => starts };
}

async function statusOf(url: URL, headers: Readonly<Record<string, string>>, body = '{}', method = 'POST') {
  const asked = request(url, { method, headers: { 'Content-Type': 'application/json', ...headers } });
  asked.end(method === 'POST' ? body : undefined);
  const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the bridge from HTTP to stdio', () => {
  it('lets every client speak to a server that knows only stdio, in both eras', async () => {
    const { start, running, starts } = starter();
    {
      await using bridge = await bridgeStdio(start);
      const wire = createHttpWire({ url: bridge.url, client: CLIENT });
      const session = await probeSession(wire, {
        endpoint: bridge.url.href,
        settings: settings({ calls: [] }),
        client: CLIENT,
        askSdkClients: (eras) =>
          askSdkClients(eras, { url: bridge.url, headers: {}, client: CLIENT, timeoutMs: 10_000 }),
      });
      await wire.close();
      expect(session.eras).toEqual(['handshake', '2026-07-28']);
      expect(session.tools?.map(({ name }) => name)).toContain('list_tasks');
      expect(session.unknownMethod?.error?.code).toBe(-32_601);
      expect(session.sdk?.map(({ error }) => error)).toEqual([undefined, undefined]);
      // One for each handshake, and one for all that have none.
      expect(starts()).toBe(3);
      expect(running.size).toBeGreaterThan(0);
    }
    expect(running.size).toBe(0);
  });

  it('keeps clients apart that number their requests alike, and never has more than four processes', async () => {
    const { start, running } = starter();
    await using bridge = await bridgeStdio(start);
    const wires = Array.from({ length: 6 }, () => createHttpWire({ url: bridge.url, client: CLIENT }));
    const options = { era: 'handshake', timeoutMs: 10_000 } as const;
    const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT };
    for (const wire of wires) expect((await wire.request('initialize', hello, options)).result).toBeDefined();
    expect(running.size).toBe(4);
    const lists = await Promise.all(wires.slice(-3).map((wire) => wire.request('tools/list', {}, options)));
    expect(lists.map(({ error, failure }) => error ?? failure)).toEqual([undefined, undefined, undefined]);
    expect((await wires[0]?.request('tools/list', {}, options))?.httpStatus).toBe(404);
    await Promise.all(wires.map((wire) => wire.close()));
    expect(running.size).toBe(0);
  });

  it('answers nobody but this machine, and says what it cannot pass on', async () => {
    const { start, starts } = starter('exits-at-once.ts');
    await using bridge = await bridgeStdio(start);
    const { url } = bridge;
    expect(await statusOf(url, { Host: 'evil.example.com' })).toBe(403);
    expect(await statusOf(url, { Origin: 'http://evil.example.com' })).toBe(403);
    expect(await statusOf(new URL('/other', url), {})).toBe(404);
    expect(await statusOf(url, {}, 'no JSON')).toBe(400);
    expect(await statusOf(url, {}, '[]')).toBe(400);
    expect(await statusOf(url, {}, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')).toBe(400);
    expect(await statusOf(url, {}, '', 'GET')).toBe(405);
    expect(await statusOf(url, { 'Mcp-Session-Id': 'none' }, '', 'DELETE')).toBe(404);
    expect(starts()).toBe(0);
    expect(await statusOf(url, {}, '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}')).toBe(502);
  });
});

import { describe, expect, it } from 'vitest';
import { probeSession, type ProbeSessionOptions } from '../../../src/mcp/probe-session.js';
import { settings, tool } from '../../support/mcp-facts.js';
import { scriptedWire, type Asked } from '../../support/scripted-wire.js';

const options = (overrides: Partial<ProbeSessionOptions> = {}): ProbeSessionOptions => ({
  endpoint: 'here',
  settings: settings(),
  client: { name: 'mcp-dock', version: '1' },
  ...overrides,
});

const capabilities = { tools: {} };
const UNKNOWN = { error: { code: -32_601, message: 'Method not found' } };

const hello = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'todo', version: '1' } };

/** A server of both eras with one tool. */
function serve({ method, params, era }: Asked) {
  if (method === 'initialize') return { result: hello };
  if (method === 'server/discover') return { result: { supportedVersions: ['2026-07-28'], capabilities } };
  if (method === 'tools/list') return { result: { tools: [tool({ name: `of-${era}` })] } };
  if (method === 'tools/call')
    return { error: { code: -32_602, message: `Unknown tool: ${String(params['name'])} for s3cret-token` } };
  return UNKNOWN;
}

describe('probeSession', () => {
  it('asks both eras over HTTP, the handshake first', async () => {
    const wire = scriptedWire('http', serve);
    const session = await probeSession(wire, options({ startedAt: performance.now() - 100 }));
    expect(session).toMatchObject({
      answered: true,
      eras: ['handshake', '2026-07-28'],
      protocolVersion: '2025-11-25',
      modernVersions: ['2026-07-28'],
      serverInfo: { name: 'todo', version: '1' },
      tools: [{ name: 'of-handshake' }],
      toolsInOtherEra: ['of-2026-07-28'],
      unknownMethod: { error: { code: -32_601 } },
      otherEra: { era: '2026-07-28', unknownMethod: { error: { code: -32_601 } } },
    });
    expect(session.handshakeMs).toBeGreaterThanOrEqual(100);
    expect(wire.asked.map(({ method }) => method)).toContain('notifications/initialized');
  });

  it('asks one era over stdio, discovery first', async () => {
    const wire = scriptedWire('stdio', serve);
    const session = await probeSession(wire, options());
    expect(session.otherEra).toBeUndefined();
    expect(wire.asked.slice(0, 3).map(({ method }) => method)).toEqual([
      'server/discover',
      'initialize',
      'notifications/initialized',
    ]);
    expect(wire.asked.slice(3).every(({ era }) => era === 'handshake')).toBe(true);
  });

  it('asks a handshake-only server as such', async () => {
    const wire = scriptedWire('http', (asked) => (asked.era === '2026-07-28' ? UNKNOWN : serve(asked)));
    expect(await probeSession(wire, options())).toMatchObject({ eras: ['handshake'], discover: UNKNOWN });
  });

  it('finds an era that lacks only its greeting', async () => {
    const wire = scriptedWire('http', (asked) =>
      ['initialize', 'server/discover'].includes(asked.method) ? UNKNOWN : serve(asked),
    );
    expect(await probeSession(wire, options())).toMatchObject({
      answered: true,
      eras: ['2026-07-28'],
      discover: UNKNOWN,
    });
  });

  it('keeps no more of versions than a version has', async () => {
    const flood = [...Array.from({ length: 500 }, (_, index) => `v${index}`.padEnd(60, '-')), 7];
    const wire = scriptedWire('http', (asked) => {
      if (asked.method === 'server/discover') return { result: { supportedVersions: flood, capabilities } };
      if (asked.method === 'initialize') return { result: { ...hello, protocolVersion: 'x'.repeat(5_000) } };
      return serve(asked);
    });
    const { modernVersions, protocolVersion } = await probeSession(wire, options());
    expect(modernVersions).toEqual(Array.from({ length: 20 }, (_, index) => `v${index}`.padEnd(40, '-')));
    expect(protocolVersion).toBe('x'.repeat(40));
  });

  it('asks nothing more of a server that wants authorization', async () => {
    const failure = { kind: 'unauthorized', message: 'the server answered 401 and asks for authorization' };
    const wire = scriptedWire('http', () => ({ failure, httpStatus: 401 }));
    expect(await probeSession(wire, options())).toMatchObject({ answered: false, authRequired: true, eras: [] });
    expect(wire.asked).toHaveLength(2);
  });

  it('asks nothing more of a server that is gone', async () => {
    const failure = { kind: 'closed', message: 'it exited with code 139' };
    const wire = scriptedWire('stdio', (asked) =>
      asked.method === 'mcp-dock/no-such-method' ? { failure } : serve(asked),
    );
    const session = await probeSession(wire, options());
    expect(session).toMatchObject({ answered: true, unknownMethod: { failure } });
    expect(session.unknownTool).toBeUndefined();
    expect(wire.asked.at(-1)?.method).toBe('mcp-dock/no-such-method');
  });

  it('keeps secrets and large results out', async () => {
    const wire = scriptedWire('http', (asked) =>
      asked.method === 'initialize'
        ? { result: { ...hello, instructions: 's3cret-token '.repeat(900) } }
        : serve(asked),
    );
    const session = await probeSession(wire, options({ secrets: ['s3cret-token'] }));
    expect(JSON.stringify(session)).not.toContain('s3cret-token');
    expect(session.unknownTool?.error?.message).toContain('••••••');
    expect(session.handshake?.result).toMatchObject({
      protocolVersion: '2025-11-25',
      shortenedFrom: expect.any(Number),
    });
  });

  it('asks the client libraries only where there is something to compare', async () => {
    const asked: string[][] = [];
    const askSdkClients = async (eras: readonly string[]) => {
      asked.push([...eras]);
      return [];
    };
    await probeSession(scriptedWire('http', serve), options({ askSdkClients }));
    await probeSession(
      scriptedWire('http', (request) => (request.method === 'tools/list' ? UNKNOWN : serve(request))),
      options({ askSdkClients }),
    );
    expect(asked).toEqual([['handshake', '2026-07-28']]);
  });

  it('calls no tool that is not listed of a server that was found running', async () => {
    const reads = tool({
      name: 'get',
      annotations: { readOnlyHint: true },
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    });
    const calledOf = async (listedOnly: boolean) => {
      const wire = scriptedWire('http', (asked) =>
        asked.method === 'tools/list' ? { result: { tools: [reads] } } : serve(asked),
      );
      const session = await probeSession(wire, options({ listedOnly }));
      const called = wire.asked.filter(({ method, params }) => method === 'tools/call' && params['name'] === 'get');
      return { called: called.length, skipped: session.badArgumentsSkipped };
    };
    expect(await calledOf(false)).toEqual({ called: 1, skipped: undefined });
    expect(await calledOf(true)).toEqual({ called: 0, skipped: expect.stringContaining('found running') });
  });

  it.each(['unknownMethod', 'unknownTool', 'badArguments'] as const)(
    'takes a flood for no answer to %s',
    async (question) => {
      const drowned = { unknownMethod: 'mcp-dock/no-such-method', unknownTool: 'no_such_tool', badArguments: 'of-' };
      const reads = tool({
        name: 'of-one',
        annotations: { readOnlyHint: true },
        inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      });
      const wire = scriptedWire('stdio', (asked) => {
        if (asked.method === 'tools/list') return { result: { tools: [reads] } };
        const what = `${asked.method} ${String(asked.params['name'])}`;
        return what.includes(drowned[question]) ? { failure: { kind: 'flood', message: 'too much' } } : serve(asked);
      });
      expect((await probeSession(wire, options()))[question]).toBeUndefined();
    },
  );
});

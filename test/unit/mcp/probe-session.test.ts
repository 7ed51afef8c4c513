import { setTimeout as delay } from 'node:timers/promises';
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
  it('goes on with another process where one ended over a question, and blames that one alone', async () => {
    const start = () => {
      let dying = false;
      return scriptedWire('stdio', (asked) => {
        if (dying) return { failure: { kind: 'closed', message: 'it exited with code 1' } };
        dying = asked.method === 'mcp-dock/no-such-method';
        return dying ? { failure: { kind: 'timeout', message: 'no answer' } } : serve(asked);
      });
    };
    const startAgain = async () => ({ wire: start(), async [Symbol.asyncDispose]() {} });
    expect(await probeSession(start(), options({ startAgain }))).toMatchObject({
      unknownMethod: { failure: { kind: 'ended', message: 'it exited with code 1' } },
      unknownTool: { error: { code: -32_602 } },
    });
  });

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

  it('hears a server out, however short its budget is, and tells its time', async () => {
    const wire = scriptedWire('stdio', async (asked) => {
      await delay(asked.method === 'server/discover' ? 500 : 400);
      return serve(asked);
    });
    const { budgets } = settings();
    const short = settings({ budgets: { ...budgets, handshakeMs: 200 } });
    const session = await probeSession(wire, options({ settings: short, startedAt: performance.now() }));
    expect(session).toMatchObject({ eras: ['handshake', '2026-07-28'] });
    expect(session.handshakeMs).toBeGreaterThan(200);
    expect(wire.asked[0]?.timeoutMs).toBeGreaterThanOrEqual(5_000);
  });

  it('waits no longer for discovery where the handshake came under another id', async () => {
    const failure = { kind: 'other-id', message: 'an answer with another id (0 instead of 1)' };
    const wire = scriptedWire('http', async ({ method }) => {
      if (method === 'initialize') return { failure };
      await delay(3_000, undefined, { ref: false });
      return UNKNOWN;
    });
    const session = await probeSession(wire, options());
    expect(session).toMatchObject({
      answered: false,
      handshake: { failure },
      discover: { failure: { kind: 'timeout' } },
    });
    expect(session.discover?.durationMs).toBeLessThan(2_000);
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

  it.each([
    { spoken: false, eras: ['handshake'] },
    { spoken: true, eras: ['handshake', '2026-07-28'] },
  ])('asks a server that lists other versions whether it speaks the modern one: $spoken', async ({ spoken, eras }) => {
    const wire = scriptedWire('http', (asked) => {
      if (asked.method === 'server/discover') return { result: { supportedVersions: ['2025-11-25'], capabilities } };
      return asked.era === '2026-07-28' && !spoken ? UNKNOWN : serve(asked);
    });
    expect(await probeSession(wire, options())).toMatchObject({ eras, modernVersions: ['2025-11-25'] });
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

  it('hides a secret before it cuts', async () => {
    const wire = scriptedWire('http', (asked) =>
      asked.method === 'initialize'
        ? { result: { ...hello, instructions: `${'.'.repeat(990)}s3cret-token.` } }
        : serve(asked),
    );
    const { instructions } = await probeSession(wire, options({ secrets: ['s3cret-token'] }));
    expect(instructions).toBe(`${'.'.repeat(990)}••••••.`);
  });

  it('keeps the names that are compared, where a secret is a word like any other', async () => {
    const inputSchema = { type: 'object', properties: { password: { type: 'string' } }, required: ['password'] };
    const query = tool({ name: 'postgres_query', description: 'Signs in as postgres.', inputSchema });
    const wire = scriptedWire('http', (asked) => {
      if (asked.method === 'tools/list') return { result: { tools: [query] } };
      const structuredContent = { password: 'postgres' };
      return asked.method === 'tools/call' ? { result: { content: [], structuredContent } } : serve(asked);
    });
    const session = await probeSession(
      wire,
      options({
        secrets: ['postgres', 'password'],
        settings: settings({ calls: [{ tool: 'postgres_query', arguments: { password: 'x' } }] }),
        askSdkClients: async () => [{ client: 'sdk', era: 'handshake', tools: ['postgres_query'] }],
      }),
    );
    expect(session).toMatchObject({
      tools: [{ name: 'postgres_query', description: 'Signs in as ••••••.', inputSchema }],
      toolsInOtherEra: ['postgres_query'],
      calls: [{ tool: 'postgres_query', ok: true, result: { structured: { password: '••••••' } } }],
      sdk: [{ tools: ['postgres_query'] }],
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

  it.each([
    { at: 'initialize', gone: ['tools'], kept: ['handshake'] },
    { at: 'server/discover', gone: ['tools'], kept: ['handshake'] },
    { at: 'tools/list of-handshake', gone: ['listTools', 'unknownMethod'], kept: ['capabilities'] },
    { at: 'mcp-dock/no-such-method', gone: ['unknownMethod', 'unknownTool', 'otherEra'], kept: ['tools'] },
    { at: 'tools/call mcp_dock_no_such_tool', gone: ['unknownTool', 'otherEra', 'badArguments'], kept: ['tools'] },
    { at: 'tools/list of-2026-07-28', gone: ['otherEra', 'sdk', 'badArguments'], kept: ['tools', 'unknownTool'] },
    { at: 'tools/call listed', gone: ['badArguments', 'sdk'], kept: ['tools', 'otherEra'] },
  ] as const)('asks nothing more of a server that refuses further requests at $at', async ({ at, gone, kept }) => {
    let over = false;
    const wire = scriptedWire('http', (asked) => {
      const { method, params, era } = asked;
      const what = [method, { 'tools/list': `of-${era}`, 'tools/call': String(params['name']) }[method] ?? '']
        .join(' ')
        .trim();
      if (what === at) over = true;
      return over ? { httpStatus: 429, error: { code: -32_000, message: 'Too many requests' } } : serve(asked);
    });
    const calls = [{ tool: 'listed', arguments: {} }];
    const askSdkClients = async () => [];
    const session = await probeSession(wire, options({ settings: settings({ calls }), askSdkClients }));
    expect(session.limited).toBe(429);
    expect(session.calls).toEqual([]);
    for (const name of gone) expect(session).not.toHaveProperty(name);
    for (const name of kept) expect(session).toHaveProperty(name);
    const greetings = ['initialize', 'server/discover'];
    const asked = wire.asked.filter(
      ({ method }) => !greetings.includes(method) && !method.startsWith('notifications/'),
    );
    expect(asked.length).toBeLessThan(greetings.includes(at) ? 1 : 8);
  });

  it('takes a server that is busy and never answered for one that does not answer', async () => {
    const wire = scriptedWire('http', () => ({ httpStatus: 503, failure: { kind: 'not-json', message: 'HTTP 503' } }));
    const session = await probeSession(wire, options());
    expect(session).toMatchObject({ answered: false, eras: [] });
    expect(session).not.toHaveProperty('limited');
  });
});

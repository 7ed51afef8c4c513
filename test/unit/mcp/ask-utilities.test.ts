import { describe, expect, it } from 'vitest';
import { askUtilities } from '../../../src/mcp/ask-utilities.js';
import { LastingWire } from '../../../src/mcp/lasting-wire.js';
import { Transcript } from '../../../src/mcp/transcript.js';
import { httpSession, tool } from '../../support/mcp-facts.js';
import { scriptedWire } from '../../support/scripted-wire.js';

const session = httpSession({
  eras: ['handshake'],
  capabilities: { tools: {}, logging: {}, completions: {} },
  tools: [tool({ annotations: { readOnlyHint: true } }), tool({ name: 'delete_task', annotations: {} })],
});
const calls = [
  { tool: 'delete_task', arguments: { id: '1' } },
  { tool: 'list_tasks', arguments: { of: '{{earlier}}' } },
  { tool: 'list_tasks', arguments: { of: 'all' } },
];
const serve = ({ method }: { method: string }) => {
  if (method === 'tools/list') return { result: { tools: session.tools } };
  if (method === 'tools/call') return { result: { content: [] } };
  if (method === 'ping' || method === 'logging/setLevel') return { result: {} };
  return { error: { code: -32_601, message: 'Method not found' } };
};
const ask = (wire: ReturnType<typeof scriptedWire>, owned = true) =>
  askUtilities(wire, { session, calls, transcript: new Transcript(), owned });

describe(askUtilities, () => {
  it('asks for everything, and calls again only what reads and needs nothing', async () => {
    const wire = scriptedWire('http', serve);
    const found = await ask(wire);
    const called = wire.asked.filter(({ method }) => method === 'tools/call').map(({ params }) => params['arguments']);
    expect(called.length).toBeGreaterThan(2);
    expect(called.every((given) => JSON.stringify(given) === '{"of":"all"}')).toBe(true);
    expect(found.lists.map(({ method, count }) => [method, count])).toEqual([
      ['tools/list', 2],
      ['resources/list', undefined],
      ['resources/templates/list', undefined],
      ['prompts/list', undefined],
    ]);
    expect(found.together?.questions.map(({ alone, found: kind }) => alone === kind)).toEqual(
      Array.from({ length: 8 }, () => true),
    );
    expect(found).toMatchObject({
      setLevel: { level: 'error' },
      progress: { tool: 'list_tasks', arguments: { of: 'all' } },
    });
    expect(found.cancellations).toMatchObject([{ by: 'notification', answered: 'before', arguments: { of: 'all' } }]);
  });

  it('asks another process for the rest, where one ended over a question', async () => {
    const asked: string[] = [];
    const start = () => {
      let gone = false;
      return scriptedWire('stdio', (question) => {
        gone ||= question.method === 'ping';
        if (!gone) asked.push(question.method);
        if (question.method === 'initialize') return { result: { protocolVersion: '2025-11-25' } };
        return gone ? { failure: { kind: 'closed', message: 'it exited with code 1' } } : serve(question);
      });
    };
    const startAgain = async () => ({ wire: start(), async [Symbol.asyncDispose]() {} });
    await using wire = new LastingWire(start(), {
      client: { name: 'mcp-dock', version: '1' },
      greetingMs: 100,
      startAgain,
    });
    const found = await askUtilities(wire, { session, calls, transcript: wire.heard, lasting: wire, owned: true });
    expect(found.ping).toMatchObject({ failure: { kind: 'ended' } });
    expect(found.lists[0]).toMatchObject({ method: 'tools/list', count: 2 });
    expect(found.together?.questions.every(({ alone, found: kind }) => alone === kind)).toBe(true);
    expect(found.cancellations).toMatchObject([{ next: { result: {} } }]);
    expect(asked).not.toContain('ping');
  });

  it('neither cancels nor sets a level where it was found running', async () => {
    const wire = scriptedWire('http', serve);
    const found = await ask(wire, false);
    expect(wire.asked.map(({ method }) => method)).not.toContain('notifications/cancelled');
    expect(wire.asked.map(({ method }) => method)).not.toContain('logging/setLevel');
    expect(found.cancellationSkipped).toBe('The server was found running, and nothing is cancelled there.');
  });

  it.each([
    { took: [3_500, 400], asked: 2, found: 400 },
    { took: [3_500, 4_000, 3_800], asked: 3, found: 3_500 },
    { took: [200], asked: 1, found: 200 },
  ])(
    'takes the fastest answer to ping, which other questions may have held up: $took',
    async ({ took, asked, found }) => {
      let pings = 0;
      const wire = scriptedWire('http', (request) =>
        request.method === 'ping' ? { result: {}, durationMs: took[pings++] ?? 0 } : serve(request),
      );
      expect((await ask(wire, false)).ping?.durationMs).toBe(found);
      expect(wire.asked.findIndex(({ method }) => method !== 'ping')).toBe(asked);
    },
  );

  it('asks nothing more of a server that is gone', async () => {
    const wire = scriptedWire('stdio', () => ({ failure: { kind: 'closed', message: 'it exited with code 1' } }));
    const found = await ask(wire);
    expect(wire.asked.map(({ method }) => method)).toEqual(['ping']);
    expect(found.cancellations).toEqual([]);
  });

  it.each([429, 503])('keeps no answer of a server that refuses further requests with %i', async (httpStatus) => {
    let left = 3;
    const wire = scriptedWire('http', (request) => {
      left -= 1;
      return left < 0 ? { httpStatus, error: { code: -32_000, message: 'Too many requests' } } : serve(request);
    });
    const found = await ask(wire);
    expect(wire.asked).toHaveLength(4);
    expect(found).toMatchObject({ limited: httpStatus, ping: {}, cancellations: [] });
    expect(found.lists.map(({ method }) => method)).toEqual(['tools/list', 'resources/list']);
    expect(found.badCursor).toBeUndefined();
  });

  it('compares nothing that was asked at once where a part of it was refused', async () => {
    let pings = 0;
    const wire = scriptedWire('http', (request) => {
      if (request.method === 'ping') pings += 1;
      return pings > 1 ? { httpStatus: 429, failure: { kind: 'not-json', message: 'HTTP 429' } } : serve(request);
    });
    const found = await ask(wire);
    expect(found).toMatchObject({ limited: 429, cancellations: [] });
    expect(found.together).toBeUndefined();
  });

  it('waits for what it asks at once as long as a server needs that works on one after the other', async () => {
    const wire = scriptedWire('http', serve);
    await askUtilities(wire, { session, calls, transcript: new Transcript(), owned: true, questionMs: 2_000 });
    const waits = wire.asked.map(({ timeoutMs }) => timeoutMs);
    expect(waits.filter((timeoutMs) => timeoutMs === 16_000)).toHaveLength(8);
    const patient = scriptedWire('http', serve);
    await ask(patient);
    expect(Math.max(...patient.asked.map(({ timeoutMs = 0 }) => timeoutMs))).toBe(20_000);
  });

  it.each([
    { durationMs: 900, method: 'tools/call' },
    { durationMs: 4_000, method: 'tools/list' },
  ])('cancels $method where the listed call takes $durationMs ms', async ({ durationMs, method }) => {
    const outcome = { index: 2, tool: 'list_tasks', ok: true, durationMs };
    const timed = { ...session, calls: [outcome] };
    const options = { session: timed, calls, transcript: new Transcript(), owned: true };
    const found = await askUtilities(scriptedWire('http', serve), options);
    expect(found.cancellations).toMatchObject([{ method }]);
  });

  it('cancels nothing where a server is still at work on what it was asked at once', async () => {
    let pings = 0;
    const wire = scriptedWire('http', (request) => {
      if (request.method === 'ping') pings += 1;
      return pings === 2 && request.method === 'ping'
        ? { failure: { kind: 'timeout', message: 'no answer within 20 s' } }
        : serve(request);
    });
    const { cancellations, cancellationSkipped } = await ask(wire);
    expect(cancellations).toEqual([]);
    expect(cancellationSkipped).toBe('The server was still at work on what it was asked at once.');
  });

  it('makes no call once more that adds something, though it destroys nothing', async () => {
    const adds = { ...session, tools: [tool({ name: 'create_issue', annotations: { destructiveHint: false } })] };
    const wire = scriptedWire('http', serve);
    const listed = [{ tool: 'create_issue', arguments: { title: 'a' } }];
    const options = { session: adds, calls: listed, transcript: new Transcript(), owned: true };
    const found = await askUtilities(wire, options);
    expect(wire.asked.map(({ method }) => method)).not.toContain('tools/call');
    expect(found.progressSkipped).toBe(
      'No call is listed in mcp-dock.yaml that could be made once more without harm. List one of a tool with readOnlyHint, without values of earlier answers.',
    );
  });

  it.each([
    { name: 'after the first list', declared: true, before: [], after: ['tools'], told: true },
    { name: 'before it', declared: true, before: ['tools'], after: [], told: undefined },
    { name: 'of other lists', declared: true, before: [], after: ['prompts'], told: undefined },
    { name: 'without a word of it before', declared: false, before: [], after: ['tools'], told: undefined },
  ])('hears of a change that is told $name', async ({ declared, before, after, told }) => {
    const transcript = new Transcript();
    const tell = (lists: readonly string[]) => {
      for (const list of lists)
        transcript.keep(`{"jsonrpc":"2.0","method":"notifications/${list}/list_changed"}`, 'handshake');
    };
    tell(before);
    transcript.keep('{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}', 'handshake', 'tools/list');
    tell(after);
    const changing = { ...session, capabilities: { tools: { listChanged: declared } } };
    const found = await askUtilities(scriptedWire('stdio', serve), {
      session: changing,
      calls: [],
      transcript,
      owned: true,
    });
    expect(found.toolsChanged).toBe(told);
  });

  it('tells of answers that come twice', async () => {
    const inner = scriptedWire('http', serve);
    const { together } = await ask({
      ...inner,
      request(method, params, options) {
        options.onRepeat?.();
        return inner.request(method, params, options);
      },
    });
    expect(together).toMatchObject({ strayAnswers: 8 });
  });

  it('tells when an answer belongs to another question', async () => {
    let asked = 0;
    const wire = scriptedWire('http', (request) => {
      if (request.method === 'ping') asked += 1;
      return asked === 2 && request.method === 'ping' ? { result: { tools: [] } } : serve(request);
    });
    const { together } = await ask(wire);
    expect(together?.questions.filter(({ alone, found }) => alone !== found)).toMatchObject([
      { method: 'ping', alone: 'empty', found: 'tools' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { LastingWire, type FreshRun } from '../../../src/mcp/lasting-wire.js';
import type { McpWire } from '../../../src/mcp/wire.js';
import type { McpAnswer } from '../../../src/model/facts/mcp.js';
import { scriptedWire } from '../../support/scripted-wire.js';

const client = { name: 'mcp-dock', version: '1' };
const options = { era: 'handshake', timeoutMs: 50 } as const;
const CLOSED = { failure: { kind: 'closed', message: 'it exited with code 1' } };
const LATE = { failure: { kind: 'timeout', message: 'no answer within 0.1 s' } };
const FINE = { result: {} };

type Outcome = Pick<McpAnswer, 'result' | 'error' | 'failure'>;

/** What a process does that is asked a method; `dies` ends it before it answers, `waits` when the next line comes, `answers` afterwards. */
type Fault = 'dies' | 'waits' | 'answers';

/** Processes of one program, which count how often they were started and what each was asked. */
function program(faults: Readonly<Record<string, Fault>>, { startsOnce = false } = {}) {
  const processes: string[][] = [];
  let running = 0;
  const start = (): McpWire => {
    const asked: string[] = [];
    processes.push(asked);
    let gone = false;
    let dying = false;
    return scriptedWire('stdio', ({ method }): Outcome => {
      gone ||= dying;
      if (gone) return CLOSED;
      asked.push(method);
      const fault = faults[method];
      if (fault === 'dies') gone = true;
      if (fault === 'waits' || fault === 'answers') dying = true;
      return fault === 'dies' ? CLOSED : fault === 'waits' ? LATE : FINE;
    });
  };
  const startAgain = async (): Promise<FreshRun> => {
    if (startsOnce) throw new Error('It does not come up.');
    running += 1;
    return {
      wire: start(),
      async [Symbol.asyncDispose]() {
        running -= 1;
      },
    };
  };
  return { processes, start, startAgain, running: () => running };
}

const lastingWireOf = ({ start, startAgain }: ReturnType<typeof program>) =>
  new LastingWire(start(), { client, greetingMs: 100, startAgain });

describe(LastingWire, () => {
  it('starts nothing for a server that stays, whatever it answers', async () => {
    const server = program({});
    await using wire = lastingWireOf(server);
    const answer = await wire.request('ping', {}, options);
    expect(answer).toMatchObject(FINE);
    expect(wire.revised(answer)).toBe(answer);
    expect(wire.starts).toBe(0);
    expect(server.processes).toEqual([['ping']]);
  });

  it('finds the question that ends every process, and asks the next one of another', async () => {
    const server = program({ odd: 'dies' });
    await using wire = lastingWireOf(server);
    expect(await wire.request('odd', {}, options)).toMatchObject({
      method: 'odd',
      failure: { kind: 'ended', message: 'it exited with code 1' },
    });
    expect(await wire.request('ping', {}, options)).toMatchObject(FINE);
    expect(server.processes).toEqual([['odd'], ['initialize', 'tools/list', 'odd'], ['initialize', 'ping']]);
  });

  it.each([
    { fault: 'waits', name: 'ends without an answer when the next line comes', first: LATE },
    { fault: 'answers', name: 'answers before it ends', first: FINE },
  ] as const)('blames the question before, where a server $name', async ({ fault, first }) => {
    const server = program({ odd: fault });
    await using wire = lastingWireOf(server);
    const odd = await wire.request('odd', {}, options);
    expect(odd).toMatchObject(first);
    expect(await wire.request('tools/call', {}, options)).toMatchObject(FINE);
    expect(wire.revised(odd)).toMatchObject({ method: 'odd', failure: { kind: 'ended' } });
    expect(server.processes.slice(1)).toEqual([
      ['initialize', 'tools/list', 'tools/call'],
      ['initialize', 'tools/list', 'odd'],
    ]);
    expect(server.running()).toBe(1);
  });

  it('says of a question that is late and ends the process with the next line that it ends it', async () => {
    const server = program({ odd: 'waits' });
    const first = server.start();
    await first.request('odd', {}, options);
    await using wire = new LastingWire(first, { client, greetingMs: 100, startAgain: server.startAgain });
    expect(await wire.request('odd', {}, options)).toMatchObject({ failure: { kind: 'ended' } });
  });

  it('blames nobody for one end that does not come again', async () => {
    const server = program({});
    await using wire = new LastingWire(
      scriptedWire('stdio', ({ method }) => (method === 'ping' ? FINE : CLOSED)),
      { client, greetingMs: 100, startAgain: server.startAgain },
    );
    const ping = await wire.request('ping', {}, options);
    expect(await wire.request('tools/call', {}, options)).toMatchObject(FINE);
    expect(wire.revised(ping)).toMatchObject(FINE);
  });

  it('asks nothing a second time that may be asked but once, and asks it of a living process', async () => {
    const server = program({ odd: 'dies', call: 'dies' });
    await using wire = lastingWireOf(server);
    await wire.request('odd', {}, options);
    expect(await wire.request('call', {}, { ...options, once: true })).toMatchObject(CLOSED);
    expect(server.processes.slice(2)).toEqual([['initialize', 'call']]);
  });

  it('starts one process for questions that are asked at once', async () => {
    const server = program({ odd: 'dies' });
    await using wire = lastingWireOf(server);
    await wire.request('odd', {}, options);
    const ask = () => wire.request('ping', {}, { ...options, once: true });
    expect(await Promise.all([ask(), ask(), ask()])).toMatchObject([FINE, FINE, FINE]);
    expect(server.processes.slice(2)).toEqual([['initialize', 'ping', 'ping', 'ping']]);
  });

  it.each([
    { name: 'does not come up again', server: program({ odd: 'dies' }, { startsOnce: true }) },
    { name: 'is not greeted again', server: program({ odd: 'dies', initialize: 'dies' }) },
    { name: 'ends whatever it is asked', server: program({ odd: 'dies', 'tools/list': 'dies' }) },
  ])('leaves the answer as it is for a server that $name', async ({ server }) => {
    await using wire = lastingWireOf(server);
    expect(await wire.request('odd', {}, options)).toMatchObject(CLOSED);
    expect(server.running()).toBe(0);
  });

  it('has had enough of a server that ends over everything', async () => {
    const server = program({ one: 'dies', two: 'dies' });
    await using wire = lastingWireOf(server);
    for (let asked = 0; asked < 20; asked += 1) await wire.request(asked % 2 === 0 ? 'one' : 'two', {}, options);
    expect(server.processes.length).toBeLessThan(12);
    expect(await wire.request('one', {}, options)).toMatchObject(CLOSED);
  });

  it('is transparent where no other process may be started', async () => {
    const first = scriptedWire('stdio', () => CLOSED);
    await using wire = new LastingWire(first, { client, greetingMs: 100 });
    expect(await wire.request('ping', {}, options)).toMatchObject(CLOSED);
    expect(first.asked).toHaveLength(1);
  });
});

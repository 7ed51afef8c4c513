import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { FactName } from '../../../src/model/facts.js';
import { collectFacts, type CollectContext } from '../../../src/probes/collect-facts.js';
import { NotApplicable, type DerivedFact, type Probe } from '../../../src/probes/define-probe.js';
import type { ScenarioName, ScenarioSpec, Target } from '../../../src/targets/target.js';
import { fakeEngine } from '../../fakes/fake-engine.js';

const scenarios: ScenarioSpec[] = (['http', 'stdio', 'hardened'] as const).map((name) => ({
  name,
  mode: name === 'stdio' ? 'stdio' : 'http',
  container: {},
  ending: 'SIGTERM',
}));

const progress = createSilentProgress();

/** A world that writes down what happens in it. */
function world(
  options: { kind?: Target['kind']; without?: readonly ScenarioName[]; openFails?: Error; endMs?: number } = {},
) {
  const log: string[] = [];
  const controller = new AbortController();
  const target = {
    kind: options.kind ?? 'image',
    title: 'acme/weather:1',
    secretValues: ['hunter22-hunter22'],
    notApplicable: ({ name }: ScenarioSpec) => (options.without?.includes(name) === true ? `no ${name}` : undefined),
    open: async (spec: ScenarioSpec) => {
      log.push(`open ${spec.name}`);
      if (options.openFails !== undefined) throw options.openFails;
      return {
        spec,
        end: async () => {
          log.push(`end ${spec.name}`);
          return { how: 'SIGTERM', budgetMs: 1, durationMs: 1 };
        },
        [Symbol.asyncDispose]: async () => void log.push(`dispose ${spec.name}`),
      };
    },
  } as unknown as Target;
  const context = {
    target,
    progress,
    engine: fakeEngine({}),
    signal: controller.signal,
    cwd: '/',
    environment: {},
    toolVersion: '0',
  } as unknown as CollectContext;
  const collect = (needed: FactName[], probes: object[], derived: object[] = []) =>
    collectFacts(new Set(needed), context, probes as Probe[], derived as DerivedFact[], scenarios);
  return { log, controller, collect };
}

/** Any value will do: what is tested is the order of things. */
const probe = (fact: FactName, collect: (context: never) => unknown, more: object = {}) => ({
  fact,
  title: `Read ${fact}`,
  timeoutMs: 1_000,
  collect: async (context: never) => collect(context),
  ...more,
});
interface Asking {
  readonly fact: (name: FactName) => Promise<unknown>;
}

describe('collectFacts', () => {
  it('keeps what only a secret looks like out of what a run said, whatever its probe does', async () => {
    const { collect } = world();
    const said = () => ({ tool: 'get_hunter22-hunter22', 'hunter22-hunter22': ['a hunter22-hunter22'] });
    const { mcpHttp, engine } = await collect(
      ['mcpHttp', 'engine'],
      [probe('mcpHttp', said, { scenario: 'http' }), probe('engine', said)],
    );
    expect(mcpHttp).toEqual({ status: 'known', value: { tool: 'get_••••••', '••••••': ['a ••••••'] } });
    expect(engine).toEqual({ status: 'known', value: said() });
  });

  it('opens each wanted scenario once, reads, ends it, reads again, and disposes of it', async () => {
    const { log, collect } = world();
    const facts = await collect(
      ['httpStop', 'memory', 'health'],
      [
        probe('health', () => log.push('read health'), { scenario: 'http' }),
        probe('memory', () => log.push('read memory'), { scenario: 'http' }),
        probe('httpStop', ({ ending }: { ending: { how: string } }) => log.push(`read ${ending.how}`), {
          scenario: 'http',
          phase: 'ended',
        }),
        probe('stdioStart', () => log.push('read stdio'), { scenario: 'stdio' }),
      ],
    );
    expect(log.slice(1, 3).toSorted()).toEqual(['read health', 'read memory']);
    expect([log[0], ...log.slice(3)]).toEqual(['open http', 'end http', 'read SIGTERM', 'dispose http']);
    expect(Object.keys(facts).toSorted()).toEqual(['health', 'httpStop', 'memory']);
  });

  it('asks for nothing else before the first run is being started, and prepares once while it comes up', async () => {
    const { log, collect } = world();
    const facts = await collect(
      ['imageConfig', 'health', 'memory'],
      [
        probe('imageConfig', () => log.push('read imageConfig')),
        probe('health', () => delay(20).then(() => log.push('read health')), {
          scenario: 'http',
          prepare: async () => void log.push('prepare health'),
        }),
        probe('memory', () => 1, { scenario: 'http', prepare: () => Promise.reject(new Error('no such library')) }),
        probe('stdioStart', () => 1, { scenario: 'stdio', prepare: async () => void log.push('prepare stdio') }),
      ],
    );
    expect(log).toEqual(['open http', 'read imageConfig', 'prepare health', 'read health', 'dispose http']);
    expect(Object.values(facts).map(({ status }) => status)).toEqual(['known', 'known', 'known']);
  });

  it('asks for the rest although no run can be started', async () => {
    const { collect } = world({ openFails: new Error('no room') });
    const facts = await collect(
      ['imageConfig', 'health'],
      [probe('imageConfig', () => 1), probe('health', () => 1, { scenario: 'http' })],
    );
    expect([facts.imageConfig?.status, facts.health?.status]).toEqual(['known', 'unknown']);
  });

  it('reads last what may upset the server, when all else is read and before it is ended', async () => {
    const { log, collect } = world();
    await collect(
      ['httpBadInput', 'health', 'httpStop'],
      [
        probe('httpBadInput', async ({ fact }: Asking) => log.push(`upset after ${String(await fact('mcpHttp'))}`), {
          scenario: 'http',
          last: true,
        }),
        probe('health', () => delay(20).then(() => log.push('read health')), { scenario: 'http' }),
        probe('mcpHttp', () => 'asked', { scenario: 'http' }),
        probe('httpStop', () => log.push('read the end'), { scenario: 'http', phase: 'ended' }),
      ],
    );
    expect(log).toEqual(['open http', 'read health', 'upset after asked', 'end http', 'read the end', 'dispose http']);
  });

  it('does not end what nobody wants to see ended', async () => {
    const { log, collect } = world();
    await collect(['health'], [probe('health', () => 1, { scenario: 'http' })]);
    expect(log).toEqual(['open http', 'dispose http']);
  });

  it('follows what facts are derived from and what probes want first', async () => {
    const { collect } = world();
    const facts = await collect(
      ['mcpSessions', 'httpStop'],
      [
        probe('mcpHttp', () => 'a', { scenario: 'http' }),
        probe('mcpStdio', () => Promise.reject(new NotApplicable('no stdio')), { scenario: 'stdio' }),
        probe('httpStart', () => 'up', { scenario: 'http' }),
        probe('httpStop', ({ fact }: Asking) => fact('httpStart'), {
          scenario: 'http',
          phase: 'ended',
          after: ['httpStart'],
        }),
      ],
      [{ fact: 'mcpSessions', from: ['mcpHttp', 'mcpStdio'], derive: (inputs: object) => Object.keys(inputs) }],
    );
    expect(facts).toMatchObject({
      mcpSessions: { status: 'known', value: ['mcpHttp'] },
      mcpStdio: { status: 'not-applicable', reason: 'no stdio' },
      httpStop: { status: 'known', value: 'up' },
    });
  });

  it('reads a fact that is asked for on the way, in the same run', async () => {
    const { log, collect } = world();
    const facts = await collect(
      ['memory'],
      [
        probe('memory', ({ fact }: Asking) => fact('httpStart'), { scenario: 'http' }),
        probe('httpStart', () => 'up', { scenario: 'http' }),
      ],
    );
    expect(facts.memory).toEqual({ status: 'known', value: 'up' });
    expect(log).toEqual(['open http', 'dispose http']);
  });

  it('hands on why a fact could not be had', async () => {
    const { collect } = world();
    const facts = await collect(
      ['memory', 'health'],
      [
        probe('memory', ({ fact }: Asking) => fact('httpStart'), { scenario: 'http' }),
        probe('httpStart', () => Promise.reject(new Error('exited\u001b[2J with hunter22-hunter22')), {
          scenario: 'http',
        }),
        probe('health', () => Promise.reject(new NotApplicable('none')), { scenario: 'http' }),
      ],
    );
    const reason = String.raw`exited\u001b[2J with ••••••`;
    expect(facts).toEqual({
      memory: { status: 'unknown', reason },
      httpStart: { status: 'unknown', reason },
      health: { status: 'not-applicable', reason: 'none' },
    });
  });

  it('gives up a probe that takes too long, and does not count what it waits for others', async () => {
    const { log, collect } = world();
    const facts = await collect(
      ['memory', 'health'],
      [
        probe('health', () => delay(5_000, undefined, { ref: false }), { scenario: 'http', timeoutMs: 40 }),
        probe('memory', ({ fact }: Asking) => fact('httpStart'), { scenario: 'http', timeoutMs: 40 }),
        probe('httpStart', () => delay(120, 'up'), { scenario: 'http' }),
      ],
    );
    expect(facts.health).toEqual({ status: 'unknown', reason: 'Read health: no result after 40 ms.' });
    expect(facts.memory).toEqual({ status: 'known', value: 'up' });
    expect(log.at(-1)).toBe('dispose http');
  });

  it('reads from the next scenario where the target has not the first', async () => {
    const { log, collect } = world({ without: ['http'] });
    const facts = await collect(
      ['memory', 'httpStart'],
      [
        probe('memory', () => 1, { scenario: 'http', otherwise: 'stdio' }),
        probe('httpStart', () => 1, { scenario: 'http' }),
      ],
    );
    expect(log).toEqual(['open stdio', 'dispose stdio']);
    expect(facts.httpStart).toEqual({ status: 'not-applicable', reason: 'no http' });
  });

  it('sees probes that wait for each other', async () => {
    const { collect } = world();
    const facts = await collect(
      ['memory', 'health'],
      [
        probe('memory', ({ fact }: Asking) => fact('health'), { scenario: 'http' }),
        probe('health', ({ fact }: Asking) => fact('memory'), { scenario: 'http' }),
      ],
    );
    expect(facts.memory?.status).toBe('unknown');
    expect(facts.health?.status).toBe('unknown');
  });

  it('makes everything unknown that a scenario would have shown which cannot be opened', async () => {
    const { collect } = world({ openFails: new Error('no such network') });
    const facts = await collect(
      ['memory', 'httpStop'],
      [
        probe('memory', () => 1, { scenario: 'http' }),
        probe('httpStop', () => 1, { scenario: 'http', phase: 'ended' }),
      ],
    );
    expect(facts).toEqual({
      memory: { status: 'unknown', reason: 'no such network' },
      httpStop: { status: 'unknown', reason: 'no such network' },
    });
  });

  it('ends the run with the error of an engine that is lost, after tidying up', async () => {
    const { log, collect } = world();
    const collecting = collect(
      ['memory', 'health'],
      [
        probe('memory', () => Promise.reject(new McpDockError('ENGINE_LOST', { during: 'stats' })), {
          scenario: 'http',
        }),
        probe('health', () => delay(5_000, undefined, { ref: false }), { scenario: 'stdio', timeoutMs: 9_000 }),
      ],
    );
    await expect(collecting).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(log.filter((line) => line.startsWith('dispose')).toSorted()).toEqual(['dispose http', 'dispose stdio']);
  });

  it('goes on without an engine when the host is what is looked at', async () => {
    const { collect } = world({ kind: 'host' });
    const unreachable = new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'unix:///x' });
    const facts = await collect(
      ['disk', 'host'],
      [probe('disk', () => Promise.reject(unreachable)), probe('host', () => 'here')],
    );
    expect(facts).toEqual({
      disk: { status: 'unknown', reason: 'No Docker Engine answers at unix:///x.' },
      host: { status: 'known', value: 'here' },
    });
  });

  it('stops at once when it is interrupted, without measuring the end', async () => {
    const { log, controller, collect } = world();
    const collecting = collect(
      ['memory', 'httpStop'],
      [
        probe('memory', () => delay(9_000, undefined, { ref: false }), { scenario: 'http', timeoutMs: 9_000 }),
        probe('httpStop', () => 1, { scenario: 'http', phase: 'ended' }),
      ],
    );
    setTimeout(() => controller.abort(new McpDockError('INTERRUPTED', { cleaned: '' })), 20);
    await expect(collecting).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(log).toEqual(['open http', 'dispose http']);
  });
});

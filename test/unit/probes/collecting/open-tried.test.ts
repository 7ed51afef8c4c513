import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { McpDockError } from '../../../../src/errors/mcp-dock-error.js';
import { openTried, trialOf } from '../../../../src/probes/collecting/open-tried.js';
import type { EndedProbeContext } from '../../../../src/probes/define-probe.js';
import hardened from '../../../../src/probes/hardened.js';
import type { ContainerExit } from '../../../../src/model/facts/run.js';
import type { ScenarioRun, ScenarioSpec, Target } from '../../../../src/targets/target.js';
import { fakeEngine } from '../../../fakes/fake-engine.js';

const spec: ScenarioSpec = {
  name: 'http',
  mode: 'http',
  container: { memoryBytes: 64 },
  triedWith: { for: 'hardened', container: { dropCapabilities: ['ALL'] } },
  ending: 'SIGTERM',
};
const exit: ContainerExit = { exitCode: 1, oomKilled: false, afterMs: 5, lastLines: ['setuid: not permitted'] };

const servers = new Set<ReturnType<typeof createServer>>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

async function listening(): Promise<URL> {
  const server = createServer((_, response) => response.end('{}'));
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
}

/** Opens runs that answer, except those that are told to exit at once. */
async function world({
  exits,
  owned = true,
  fails,
  refuses,
  mute,
}: {
  exits?: (of: ScenarioSpec) => boolean;
  owned?: boolean;
  fails?: (of: ScenarioSpec) => boolean;
  refuses?: (of: ScenarioSpec) => boolean;
  /** Runs, and lets nobody in. */
  mute?: (of: ScenarioSpec, opened: number) => boolean;
} = {}) {
  const url = await listening();
  const log: string[] = [];
  const open = async (asked: ScenarioSpec): Promise<ScenarioRun> => {
    const words = Object.keys(asked.container).join('+');
    log.push(`open ${words}`);
    if (fails?.(asked) === true) throw new Error('The engine is gone.');
    if (refuses?.(asked) === true)
      throw new McpDockError('ENGINE_REFUSED', { during: 'creating the container', reason: 'no such option' });
    const gone = exits?.(asked) === true;
    const silent = gone || mute?.(asked, log.filter((line) => line === `open ${words}`).length) === true;
    return {
      spec: asked,
      owned,
      url: silent ? new URL('http://127.0.0.1:9/mcp') : url,
      startedAt: performance.now(),
      command: `docker run ${words}`,
      exited: gone ? Promise.resolve(exit) : new Promise(() => undefined),
      hasExited: () => (gone ? exit : undefined),
      end: () => Promise.resolve(undefined),
      [Symbol.asyncDispose]: async () => void log.push(`dispose ${words}`),
    };
  };
  const settings = { healthPath: '/health', budgets: { readyMs: 1_000 } };
  const target = { settings, headers: {}, open } as unknown as Target;
  const context = { target, engine: fakeEngine({}), signal: new AbortController().signal };
  return {
    log,
    open: () => openTried(spec, open, context),
    collect: (run: ScenarioRun) => hardened.collect({ ...context, run } as unknown as EndedProbeContext),
  };
}

const isTried = (asked: ScenarioSpec) => asked.container.dropCapabilities !== undefined;

describe('openTried', () => {
  it('keeps the trial when it answers', async () => {
    const { log, open } = await world();
    const run = await open();
    expect(run.command).toBe('docker run memoryBytes+dropCapabilities');
    expect(log).toEqual(['open memoryBytes+dropCapabilities']);
    expect((await trialOf(run))?.up.readyAt).toEqual(expect.any(Number));
    expect((await trialOf(run))?.run).toBe(run);
  });

  it('starts a plain run when the trial does not answer, and disposes of the trial', async () => {
    const { log, open } = await world({ exits: isTried });
    const run = await open();
    expect(run.command).toBe('docker run memoryBytes');
    const trial = await trialOf(run);
    expect([trial?.up.readyAt, trial?.run.hasExited()]).toEqual([undefined, exit]);
    expect(log).toEqual([
      'open memoryBytes+dropCapabilities',
      'open memoryBytes',
      'dispose memoryBytes+dropCapabilities',
    ]);
  });

  it('ends the trial when the plain run cannot be started', async () => {
    const { open } = await world({ exits: isTried, fails: (asked) => !isTried(asked) });
    await expect(open()).rejects.toThrow('The engine is gone.');
  });

  it('starts a plain run when the engine refuses what is tried, and cannot tell then', async () => {
    const { log, open } = await world({ refuses: isTried });
    const run = await open();
    expect(run.command).toBe('docker run memoryBytes');
    expect(log).toEqual(['open memoryBytes+dropCapabilities', 'open memoryBytes']);
    await expect(hardened.collect({ run } as unknown as EndedProbeContext)).rejects.toThrow(
      'The engine did not start it hardened: The Docker Engine refused creating the container: no such option',
    );
  });

  it.each([
    { name: 'once more, alone, when it was late beside the plain one', until: 1, answered: true },
    { name: 'no third time', until: 2, answered: false },
  ])('is asked $name', async ({ until, answered }) => {
    const { log, open, collect } = await world({ mute: (asked, opened) => isTried(asked) && opened <= until });
    const fact = await collect(await open());
    expect(fact).toMatchObject({ answered, command: 'docker run memoryBytes+dropCapabilities' });
    expect(log.filter((line) => line === 'open memoryBytes+dropCapabilities')).toHaveLength(2);
    expect(log.filter((line) => line === 'dispose memoryBytes+dropCapabilities')).toHaveLength(2);
  });

  it.each([
    { name: 'refuses both', world: { refuses: () => true }, opened: 2 },
    { name: 'fails of something else', world: { fails: isTried }, opened: 1 },
  ])('passes the error on when the engine $name', async ({ world: given, opened }) => {
    const { log, open } = await world(given);
    await expect(open()).rejects.toThrow(/engine/iu);
    expect(log).toHaveLength(opened);
  });

  it('tries nothing with what was found running', async () => {
    const { log, open } = await world({ owned: false });
    const run = await open();
    expect(log).toHaveLength(1);
    expect(trialOf(run)).toBeUndefined();
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startContainerRun } from '../../../src/targets/container-run.js';
import type { ScenarioSpec } from '../../../src/targets/target.js';
import { scriptedEngine, type ScriptedContainer } from '../../fakes/fake-engine.js';

const SECRET = 'hunter22-hunter22';
const specs = {
  http: { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' },
  stdio: { name: 'stdio', mode: 'stdio', container: { openStdin: true }, ending: 'stdin-eof' },
  hardened: { name: 'hardened', mode: 'http', container: {}, ending: 'dispose' },
} as const satisfies Record<string, ScenarioSpec>;

async function open(
  script: ScriptedContainer,
  name: keyof typeof specs = 'http',
  signal = new AbortController().signal,
  environment: Readonly<Record<string, string>> = {},
) {
  const world = scriptedEngine(script);
  const spec = specs[name];
  const run = await startContainerRun({
    engine: world.engine,
    spec,
    container: { imageReference: 'acme/weather:1', labels: {}, environment, publish: [3000], ...spec.container },
    ...(spec.mode === 'http' ? { http: { port: 3000, path: '/mcp' } } : {}),
    stopBudgetMs: 120,
    secrets: [SECRET],
    signal,
  });
  return { ...world, run };
}

describe('a run of a container', () => {
  it('knows where it answers, and removes the container', async () => {
    const { run, alive } = await open({ onSigterm: 0 });
    expect(run.url?.href).toBe('http://127.0.0.1:49152/mcp');
    expect(run.command).toBe('docker run --rm -p 127.0.0.1:3000:3000 acme/weather:1');
    expect(alive.size).toBe(1);
    await run[Symbol.asyncDispose]();
    expect(alive.size).toBe(0);
  });

  it('measures the stop', async () => {
    const { run } = await open({ onSigterm: 143 });
    expect(await run.end()).toEqual({
      how: 'SIGTERM',
      budgetMs: 120,
      exitCode: 143,
      durationMs: expect.any(Number) as number,
    });
    await run[Symbol.asyncDispose]();
  });

  it('gives no time to a server that had to be killed', async () => {
    const { run } = await open({});
    expect(await run.end()).toEqual({ how: 'SIGTERM', budgetMs: 120, exitCode: 137 });
    await run[Symbol.asyncDispose]();
  });

  it.each([
    {
      script: { onStdinEnd: 0 },
      ending: { how: 'stdin-eof', budgetMs: 120, exitCode: 0, durationMs: expect.any(Number) as number },
    },
    { script: {}, ending: { how: 'stdin-eof', budgetMs: 120 } },
  ])('ends stdin: $ending', async ({ script, ending }) => {
    const { run } = await open(script, 'stdio');
    expect(await run.end()).toEqual(ending);
    await run[Symbol.asyncDispose]();
  });

  it('never lets a server wait for a reader of stderr', async () => {
    const { run } = await open({ onStdinEnd: 0 }, 'stdio');
    expect(run.streams?.stderr.readableFlowing).toBe(true);
    await run[Symbol.asyncDispose]();
  });

  it('writes no secret into its command', async () => {
    const { run } = await open({}, 'http', undefined, { MODE: SECRET, DATABASE_URL: 'postgres://u:hunter2@h/db' });
    expect(run.command).toBe('docker run --rm -p 127.0.0.1:3000:3000 --env MODE --env DATABASE_URL acme/weather:1');
    await run[Symbol.asyncDispose]();
  });

  it('leaves the conversation out of why it exited', async () => {
    const { run } = await open(
      { exitsWith: 3, logs: ['boom'], said: ['{"jsonrpc":"2.0","id":1,"result":{}}'] },
      'stdio',
    );
    expect((await run.exited).lastLines).toEqual(['boom']);
    await run[Symbol.asyncDispose]();
  });

  it('says why it exited by itself, without secrets, and has no ending', async () => {
    const { run } = await open({ exitsWith: 1, logs: ['starting', `\u001b[31mtoken ${SECRET} is wrong`] });
    expect(await run.exited).toEqual({
      exitCode: 1,
      oomKilled: false,
      overStdio: false,
      afterMs: expect.any(Number) as number,
      lastLines: ['starting', String.raw`\u001b[31mtoken •••••• is wrong`],
    });
    expect(run.hasExited()?.exitCode).toBe(1);
    expect(await run.end()).toBeUndefined();
    await run[Symbol.asyncDispose]();
  });

  it('takes a program that cannot be started for an exit', async () => {
    const { run, alive } = await open({ startFailure: 'exec: "nod": executable file not found in $PATH' });
    expect(await run.exited).toMatchObject({ exitCode: 127, error: 'exec: "nod": executable file not found in $PATH' });
    await run[Symbol.asyncDispose]();
    expect(alive.size).toBe(0);
  });

  it('is thrown away without being asked', async () => {
    const { run } = await open({}, 'hardened');
    expect(await run.end()).toBeUndefined();
    await run[Symbol.asyncDispose]();
  });

  it.each(['attachContainer', 'startContainer', 'inspectContainer'] as const)(
    'leaves nothing when the engine is lost at %s',
    async (lostFrom) => {
      const world = scriptedEngine({ lostFrom });
      const opening = startContainerRun({
        engine: world.engine,
        spec: specs.stdio,
        container: { imageReference: 'x', labels: {}, openStdin: true },
        http: { port: 3000, path: '/mcp' },
        stopBudgetMs: 100,
        secrets: [],
        signal: new AbortController().signal,
      });
      await expect(opening).rejects.toMatchObject({ code: 'ENGINE_LOST' });
      expect(world.alive.size).toBe(0);
    },
  );

  it('leaves nothing when it is interrupted on the way', async () => {
    const interruption = new AbortController();
    interruption.abort(new Error('stop'));
    const world = scriptedEngine({});
    const opening = startContainerRun({
      engine: world.engine,
      spec: specs.http,
      container: { imageReference: 'x', labels: {} },
      stopBudgetMs: 100,
      secrets: [],
      signal: interruption.signal,
    });
    await expect(opening).rejects.toThrow('stop');
    expect(world.alive.size).toBe(0);
    // Whoever watched it has nothing left to say.
    await delay(5);
  });
});

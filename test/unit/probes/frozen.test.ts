import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { ContainerState } from '../../../src/ports/engine.js';
import type { ScenarioProbeContext } from '../../../src/probes/define-probe.js';
import frozen from '../../../src/probes/frozen.js';
import { settings } from '../../support/mcp-facts.js';

type Health = NonNullable<ContainerState['health']>;

const entry = (second: number, exitCode: number) => ({
  exitCode,
  output: `probe ${second}`,
  endedAt: `2026-11-01T00:00:0${second}Z`,
});
const health = (status: Health['status'], ...log: Health['log']): Health => ({ status, log });
const BEFORE = health('healthy', entry(0, 0));

/** The engine shows one state after the other; `processes` are those of the container. */
function freeze(after: readonly Health[], { processes = 1, before = BEFORE } = {}) {
  const done: string[] = [];
  let looks = 0;
  const context = {
    run: {
      spec: {
        name: 'frozen',
        mode: 'http',
        container: { healthIntervalMs: 5, healthTimeoutMs: 10, healthRetries: 1 },
        ending: 'dispose',
      },
      owned: true,
      containerId: 'c1',
      startedAt: performance.now(),
      command: 'docker run --rm x',
      hasExited: () => undefined,
      exited: new Promise(() => undefined),
    },
    target: {
      settings: settings({ budgets: { ...settings().budgets, readyMs: 5_000, healthyMs: 30 } }),
      headers: {},
      secretValues: [],
    },
    engine: {
      containerProcesses: async () => Array.from({ length: processes }, (_, pid) => ({ pid, user: '0', command: 'x' })),
      killContainer: async (_: string, signal: string) => void done.push(signal),
      exec: async (_: string, argv: readonly string[]) => {
        done.push(argv.join(' '));
        return { exitCode: 0, stdout: '', stderr: '' };
      },
      inspectContainer: async () => ({
        health: done.length === 0 ? before : [BEFORE, ...after][Math.min(looks++, after.length)],
      }),
    },
    signal: new AbortController().signal,
    fact: async () => undefined,
  } as unknown as ScenarioProbeContext;
  return { context, done };
}

/** It came up, as far as the probe is told. */
async function collect(run: ReturnType<typeof freeze>) {
  const server = createServer((_, response) => response.end('{"jsonrpc":"2.0"}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  Object.assign(run.context.run, { url: new URL(`http://127.0.0.1:${port}/mcp`) });
  try {
    return await (frozen as { collect(context: ScenarioProbeContext): Promise<unknown> }).collect(run.context);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('a frozen server', () => {
  it('is stopped from outside, and the engine notices', async () => {
    const run = freeze([health('unhealthy', entry(0, 0), entry(1, -1))]);
    expect(await collect(run)).toMatchObject({ healthyBefore: true, status: 'unhealthy', probes: 1, succeeded: 0 });
    expect(run.done).toEqual(['SIGSTOP']);
  });

  it('with further processes has these stopped too, and a probe that was frozen with them tells nothing', async () => {
    const run = freeze(
      [
        health('unhealthy', entry(0, 0), entry(1, -1)),
        health('healthy', entry(1, -1), entry(2, 0), entry(3, 0), entry(4, 0), entry(5, 0)),
      ],
      { processes: 3 },
    );
    expect(await collect(run)).toMatchObject({ status: 'healthy', probes: 5, succeeded: 4 });
    expect(run.done).toEqual(['SIGSTOP', 'sh -c kill -STOP -1; true sh']);
  });

  it('whose probe stays green is told after a few of them', async () => {
    const run = freeze([
      health('healthy', entry(0, 0), entry(1, 0)),
      health('healthy', entry(1, 0), entry(2, 0), entry(3, 0), entry(4, 0)),
    ]);
    expect(await collect(run)).toMatchObject({ status: 'healthy', succeeded: 4, probes: 4 });
  });

  it('that was never healthy is not frozen', async () => {
    const run = freeze([], { before: health('starting') });
    expect(await collect(run)).toMatchObject({ healthyBefore: false, probes: 0 });
    expect(run.done).toEqual([]);
  });

  it('that the engine never probes again is given up', async () => {
    expect(await collect(freeze([]))).toMatchObject({ status: 'healthy', probes: 0, succeeded: 0 });
  });
});

import { expect, it } from 'vitest';
import type { StartFact } from '../../../src/model/facts/run.js';
import type { ContainerState } from '../../../src/ports/engine.js';
import type { Probe, ScenarioProbeContext } from '../../../src/probes/define-probe.js';
import health from '../../../src/probes/health.js';
import { start } from '../../support/run-facts.js';

type Reader = Extract<Probe<'health'>, { phase?: 'running'; scenario: string }>;
type Health = NonNullable<ContainerState['health']>;

function read(
  states: readonly Health[],
  options: { owned?: boolean; intervalMs?: number; deadline?: number; httpStart?: StartFact } = {},
) {
  const notes: string[] = [];
  let asked = 0;
  const context = {
    run: {
      owned: options.owned ?? false,
      containerId: 'c1',
      command: 'docker inspect weather',
      spec: { mode: 'http' },
      hasExited: () => undefined,
    },
    target: {
      imageConfig: { healthcheck: { test: ['CMD', 'x'], intervalMs: options.intervalMs ?? 200, timeoutMs: 200 } },
      settings: { budgets: { healthyMs: 50 } },
      secretValues: ['hunter22'],
    },
    engine: { inspectContainer: async () => ({ health: states[Math.min(asked++, states.length - 1)] }) },
    signal: new AbortController().signal,
    fact: async () => options.httpStart ?? start(),
    note: (text: string) => notes.push(text),
    ...(options.deadline === undefined ? {} : { deadline: performance.now() + options.deadline }),
  } as unknown as ScenarioProbeContext;
  return { notes, fact: (health as Reader).collect(context) };
}
const starting: Health = { status: 'starting', log: [] };

it('waits for the first word of the engine on a container that somebody else has just started, and says so', async () => {
  const { fact, notes } = read([starting, starting, { status: 'healthy', log: [] }], { intervalMs: 30_000 });
  expect(await fact).toMatchObject({ status: 'healthy' });
  expect(notes).toEqual(['The engine has not probed it yet; waiting for its word, 30 s at most.']);
});

it.each([
  { name: 'no longer than it takes', options: { intervalMs: 200 } },
  { name: 'no longer than a report needs', options: { intervalMs: 30_000, deadline: 300 } },
])('waits $name', async ({ options }) => {
  await expect(read([starting], options).fact).rejects.toThrow(/still calls it "starting" after 0\.\d s/u);
});

it('keeps the output of a probe in its lines', async () => {
  const log = [{ exitCode: 1, output: 'connect refused\r\n\nhunter22 \u001b[31m\n', endedAt: '' }];
  const { fact } = read([{ status: 'unhealthy', log }]);
  expect((await fact).log).toEqual([{ exitCode: 1, output: 'connect refused\n•••••• \\u001b[31m' }]);
});

it('calls unhealthy what serves, and leaves to others what did not serve in time', async () => {
  const unhealthy: Health = { status: 'unhealthy', log: [] };
  expect(await read([unhealthy], { owned: true }).fact).toMatchObject({ status: 'unhealthy' });
  const httpStart = start({ listeningMs: undefined, readyMs: undefined });
  await expect(read([unhealthy], { owned: true, httpStart }).fact).rejects.toThrow('budgets.ready');
});

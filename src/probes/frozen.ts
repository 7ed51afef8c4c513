import { setTimeout as delay } from 'node:timers/promises';
import { cleanLines, maskSecrets } from '../model/clean-text.js';
import { explainExit } from '../model/explain-exit.js';
import type { Facts } from '../model/facts.js';
import type { ContainerState } from '../ports/engine.js';
import { comingUp } from './collecting/coming-up.js';
import { runInside } from './collecting/run-inside.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

const POLL_MS = 60;
/** So many probes that began after the freeze and found nothing wrong are no accident. */
const ENOUGH = 3;
const LOG_LINES = 3;

type Frozen = Facts['frozen'];
type Entry = NonNullable<ContainerState['health']>['log'][number];

export default defineProbe({
  fact: 'frozen',
  title: 'Freeze it and wait for the engine’s word',
  timeoutMs: 120_000,
  scenario: 'frozen',
  async collect(context) {
    const { run, target, engine, signal } = context;
    const { containerId } = run;
    const { healthIntervalMs = 250, healthTimeoutMs = 3_000, healthRetries = 1 } = run.spec.container;
    if (containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const used = { intervalMs: healthIntervalMs, timeoutMs: healthTimeoutMs, retries: healthRetries };
    const { readyAt } = await comingUp(run, context);
    const exit = run.hasExited();
    if (exit !== undefined) throw new Error(`${explainExit(exit)}.`);
    if (readyAt === undefined) throw new NotApplicable('It does not come up; start/ready-in-time says why.');

    const healthyBefore = await untilHealthy(context, containerId);
    const base = { healthyBefore, used, command: run.command };
    if (!healthyBefore) return { ...base, status: 'none', probes: 0, succeeded: 0, waitedMs: 0, log: [] };

    const helped = await freeze(context, containerId);
    const before = lastOf(await engine.inspectContainer(containerId));
    const from = performance.now();
    // A probe that was under way at the freeze may still succeed, or have been frozen with the server.
    const isDecided = ({ probes, succeeded, status }: Seen) =>
      succeeded > ENOUGH || (status === 'unhealthy' && probes - succeeded > (helped ? 1 : 0));
    const limitMs = (healthTimeoutMs + healthIntervalMs) * (ENOUGH + 2);
    const seen: Seen = { probes: 0, succeeded: 0, status: 'healthy', log: [], last: before };
    for (;;) {
      const state = await engine.inspectContainer(containerId);
      note(seen, state);
      const waitedMs = performance.now() - from;
      if (isDecided(seen) || waitedMs > limitMs)
        return {
          ...base,
          status: seen.status,
          probes: seen.probes,
          succeeded: seen.succeeded,
          ...(seen.status === 'unhealthy' ? { noticedMs: waitedMs } : {}),
          waitedMs,
          log: seen.log.map(({ exitCode, output }) => ({
            exitCode,
            output: cleanLines(maskSecrets(output, target.secretValues), LOG_LINES, 160).join('\n'),
          })),
        };
      await delay(POLL_MS, undefined, { signal });
    }
  },
});

interface Seen {
  probes: number;
  succeeded: number;
  status: Frozen['status'];
  /** The last few. */
  log: readonly Entry[];
  last: Entry | undefined;
}

const lastOf = ({ health }: ContainerState) => health?.log.at(-1);

/** Adds the probes that ended since the last look. */
function note(seen: Seen, { health }: ContainerState): void {
  const log = health?.log ?? [];
  const at = log.findLastIndex(({ endedAt }) => endedAt === seen.last?.endedAt);
  const fresh = log.slice(at + 1);
  seen.probes += fresh.length;
  seen.succeeded += fresh.filter(({ exitCode }) => exitCode === 0).length;
  seen.last = fresh.at(-1) ?? seen.last;
  seen.status = health?.status ?? 'none';
  if (fresh.length > 0) seen.log = [...seen.log, ...fresh].slice(-LOG_LINES);
}

async function untilHealthy({ run, target, engine, signal }: ScenarioProbeContext, id: string): Promise<boolean> {
  const from = run.startedAt ?? performance.now();
  for (;;) {
    const { health } = await engine.inspectContainer(id);
    if (health?.status === 'healthy') return true;
    if (performance.now() - from > target.settings.budgets.healthyMs || run.hasExited() !== undefined) return false;
    await delay(POLL_MS, undefined, { signal });
  }
}

/**
 * Stops every process of the container as SIGSTOP does: its sockets still take connections, and nobody answers. Pausing it would
 * stop the engine from probing. Returns whether there were more than the first one, which alone can be stopped from outside.
 */
async function freeze({ engine, run }: ScenarioProbeContext, id: string): Promise<boolean> {
  const processes = await engine.containerProcesses(id);
  await engine.killContainer(id, 'SIGSTOP');
  const exit = run.hasExited();
  if (exit !== undefined) throw new Error(`${explainExit(exit)}.`);
  // A probe of the engine may be one of them.
  if (processes.length < 2) return false;
  // Whoever may stop all of them is root, and the one who does it is spared.
  await runInside(
    engine,
    id,
    {
      sh: 'kill -STOP -1; true',
      node: 'try{process.kill(-1,"SIGSTOP")}catch{}',
      python: 'import os,signal\ntry: os.kill(-1,signal.SIGSTOP)\nexcept OSError: pass',
    },
    { user: '0', timeoutMs: 5_000 },
  );
  return true;
}

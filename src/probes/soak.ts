import { setTimeout as delay } from 'node:timers/promises';
import { explainExit } from '../model/explain-exit.js';
import type { Facts } from '../model/facts.js';
import type { Samples } from '../model/facts/trials.js';
import { grows, LEAK_PER_PROBE_BYTES, LEAK_PER_SESSION_BYTES } from '../model/leak.js';
import { comingUp } from './collecting/coming-up.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';
import { healthRequest, sessionRequest, type Repeated } from './soaking/repeated.js';
import { seenInside, type SeenInside } from './soaking/seen-inside.js';

/** 200 probes and 50 sessions, seen after every tenth part. */
const ROUNDS = 10;
const PROBES_EACH = 20;
const SESSIONS_EACH = 5;
/** What comes first is not counted: a server compiles, loads and fills its pools. */
const WARM_UP_ROUNDS = 5;
/** What grew is asked again so many times as often, which leaves a warm-up behind and a leak as it is. */
const AGAIN = 2;
/** What a series may take; a slow server is asked less often. */
const SERIES_MS = 6_000;
const LEAST_EACH = 2;
/** Until connections that were closed are closed on the other side too. */
const SETTLE_MS = 150;
const FILES_COUNT_AT = [0, ROUNDS / 2, ROUNDS];

export default defineProbe({
  fact: 'soak',
  title: 'Ask it again and again',
  timeoutMs: 120_000,
  scenario: 'quiet',
  async collect(context) {
    const { run, target, fact } = context;
    if (run.spec.mode !== 'http') throw new NotApplicable('Over stdio every client has a process of its own.');
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const { eras } = await fact('mcpHttp');
    await Promise.all([fact('idleCpu').catch(() => undefined), fact('replicas').catch(() => undefined)]);
    const { readyAt } = await comingUp(run, context);
    const exit = run.hasExited();
    if (exit !== undefined) throw new Error(`${explainExit(exit)}.`);
    if (readyAt === undefined) throw new NotApplicable('It does not come up; start/ready-in-time says why.');

    const { leakPerProbeBytes = LEAK_PER_PROBE_BYTES, leakPerSessionBytes = LEAK_PER_SESSION_BYTES } =
      target.settings.budgets;
    const health = healthRequest(context);
    const session = sessionRequest(context, eras);
    const series: Facts['soak'] = {
      probes: health === undefined ? [] : await seriesOf(context, health, PROBES_EACH, leakPerProbeBytes),
      sessions: session === undefined ? [] : await seriesOf(context, session, SESSIONS_EACH, leakPerSessionBytes),
      ...(health === undefined ? { noProbes: 'Neither the health check nor the project names a path.' } : {}),
      command: run.command,
    };
    if (series.probes.length === 0 && series.sessions.length === 0)
      throw new NotApplicable('It has no health path and no MCP session that could be repeated.');
    return series;
  },
});

/** One series; a second and longer one where the first grew. */
async function seriesOf(
  context: ScenarioProbeContext,
  repeated: Repeated,
  each: number,
  limitBytes: number,
): Promise<Samples[]> {
  const from = performance.now();
  let done = 0;
  for (; done < WARM_UP_ROUNDS * each && performance.now() - from < SERIES_MS / 2; done += each)
    await roundOf(repeated, each);
  const oneMs = (performance.now() - from) / done;
  const fitting = Math.max(LEAST_EACH, Math.min(each, Math.floor(SERIES_MS / (oneMs * ROUNDS))));
  const first = await sample(context, repeated, fitting);
  return grows(first, limitBytes) ? [first, await sample(context, repeated, fitting * AGAIN)] : [first];
}

async function sample(context: ScenarioProbeContext, repeated: Repeated, each: number): Promise<Samples> {
  const { run, engine, signal } = context;
  const id = run.containerId ?? '';
  const seen: SeenInside[] = [];
  const failures: string[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    signal.throwIfAborted();
    if (round > 0) failures.push(...(await roundOf(repeated, each)));
    if (FILES_COUNT_AT.includes(round)) await delay(SETTLE_MS, undefined, { signal });
    seen.push(await seenInside(engine, id));
  }
  const openFiles = FILES_COUNT_AT.flatMap((round) => seen[round]?.openFiles ?? []);
  const [failure] = failures;
  return {
    what: repeated.what,
    each,
    memoryBytes: seen.map(({ memoryBytes }) => memoryBytes),
    ...(openFiles.length === FILES_COUNT_AT.length ? { openFiles } : {}),
    failed: failures.length,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** What went wrong, in words. */
async function roundOf(repeated: Repeated, times: number): Promise<string[]> {
  const failures: string[] = [];
  for (let count = 0; count < times; count += 1) {
    const failure = await repeated.ask();
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

import { setTimeout as delay } from 'node:timers/promises';
import { greet } from '../mcp/greet.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { explainExit } from '../model/explain-exit.js';
import type { Facts } from '../model/facts.js';
import { TOOL_NAME } from '../model/tool.js';
import { comingUp } from './collecting/coming-up.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

const WINDOW_MS = 1_000;
/** What a server still tidies up after its last request is over by the second or third window. */
const WINDOWS = 3;
/** Far below any limit: further windows would tell nothing. */
const IDLE_PERCENT = 5;

export default defineProbe({
  fact: 'idleCpu',
  title: 'Measure it while nobody asks it anything',
  timeoutMs: 600_000,
  scenario: 'quiet',
  async collect(context) {
    const { run, engine, signal } = context;
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    await untilIdle(context);
    const windows: number[] = [];
    let before = await engine.containerUsage(run.containerId);
    do {
      await delay(WINDOW_MS, undefined, { signal });
      const after = await engine.containerUsage(run.containerId);
      windows.push(((after.cpuMs - before.cpuMs) / (after.readAtMs - before.readAtMs)) * 100);
      before = after;
    } while (windows.length < WINDOWS && Math.min(...windows) > IDLE_PERCENT);
    const fact: Facts['idleCpu'] = {
      percent: Math.min(...windows),
      windows,
      windowMs: WINDOW_MS,
      mode: run.spec.mode,
      command: run.command,
    };
    return fact;
  },
});

/** Up, and asked nothing: a stdio server is up when it has answered. */
async function untilIdle(context: ScenarioProbeContext): Promise<void> {
  const { run } = context;
  const isUp = run.spec.mode === 'http' ? await isReady(context) : await isGreeted(context);
  const exit = run.hasExited();
  if (exit !== undefined) throw new Error(`${explainExit(exit)}.`);
  if (!isUp) throw new NotApplicable('It does not come up; start/ready-in-time says why.');
}

const isReady = async (context: ScenarioProbeContext) => (await comingUp(context.run, context)).readyAt !== undefined;

/** A server that knows only the other era answers too, with an error. */
async function isGreeted({ run, target, toolVersion }: ScenarioProbeContext): Promise<boolean> {
  const client = { name: TOOL_NAME, version: toolVersion };
  const timeoutMs = target.settings.budgets.handshakeMs;
  const { handshake } = await greet(stdioWireOf(run, client), { client, timeoutMs, handshakeOnly: true });
  return handshake.failure === undefined;
}

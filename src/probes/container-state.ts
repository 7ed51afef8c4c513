import { setTimeout as delay } from 'node:timers/promises';
import { untilUp, untilUsed } from './collecting/readiness.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'containerState',
  title: 'See whether it still runs',
  // What the project says with `budgets.watch` may be minutes.
  timeoutMs: 3_600_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect(context) {
    const { run, engine } = context;
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    const from = run.startedAt ?? performance.now();
    await (run.spec.mode === 'http' ? untilUsed(context) : untilAsked(context));
    await untilWatched(context, from);
    const { running, restartCount, oomKilled, exitCode } = await engine.inspectContainer(run.containerId);
    const watchedMs = Math.round(performance.now() - from);
    const exited = running ? undefined : run.owned ? await run.exited : undefined;
    return {
      running,
      restartCount,
      oomKilled,
      watchedMs,
      command: run.command,
      ...(exitCode === undefined || running ? {} : { exitCode }),
      ...(exited === undefined ? {} : { exited }),
    };
  },
});

/** Unlike other readers, this one wants to know of a stdio server that went away while it was asked. */
async function untilAsked(context: ScenarioProbeContext): Promise<void> {
  await untilUp(context);
  const { discover, unknownMethod, unknownTool, badArguments } = await context.fact('mcpStdio');
  if (discover?.failure?.kind === 'closed')
    throw new NotApplicable('It ended when it was asked server/discover; mcp/both-eras says so.');
  const ended = [
    { answer: unknownMethod, by: 'mcp/unknown-method' },
    { answer: unknownTool, by: 'tools/unknown-refused' },
    { answer: badArguments?.answer, by: 'tools/bad-arguments-refused' },
  ].find(({ answer }) => answer?.failure?.kind === 'ended');
  if (ended !== undefined) throw new NotApplicable(`It ended over what it was asked; ${ended.by} says so.`);
}

/** Some servers die a while after their start: whoever wants to see that says for how long to look. */
async function untilWatched({ run, target, signal }: ScenarioProbeContext, from: number): Promise<void> {
  const leftMs = (target.settings.budgets.watchMs ?? 0) - (performance.now() - from);
  if (leftMs <= 0) return;
  const over = new AbortController();
  await Promise.race([
    run.exited,
    delay(leftMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }),
  ]).finally(() => over.abort());
}

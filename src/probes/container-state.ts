import { untilUp, untilUsed } from './collecting/readiness.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'containerState',
  title: 'See whether it still runs',
  timeoutMs: 10_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect(context) {
    const { run, engine } = context;
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    await (run.spec.mode === 'http' ? untilUsed(context) : untilAsked(context));
    const { running, restartCount, oomKilled, exitCode } = await engine.inspectContainer(run.containerId);
    const exited = running ? undefined : run.owned ? await run.exited : undefined;
    return {
      running,
      restartCount,
      oomKilled,
      ...(exitCode === undefined || running ? {} : { exitCode }),
      ...(exited === undefined ? {} : { exited }),
    };
  },
});

/** Unlike other readers, this one wants to know of a stdio server that went away while it was asked. */
async function untilAsked(context: ScenarioProbeContext): Promise<void> {
  await untilUp(context);
  const { discover } = await context.fact('mcpStdio');
  if (discover?.failure?.kind === 'closed')
    throw new NotApplicable('It ended when it was asked server/discover; mcp/both-eras says so.');
}

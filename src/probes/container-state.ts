import { untilUsed } from './collecting/readiness.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'containerState',
  title: 'See whether it still runs',
  timeoutMs: 10_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect(context) {
    const { run, engine } = context;
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    await untilUsed(context);
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

import { untilUsed } from './collecting/readiness.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'memory',
  title: 'Measure its memory',
  timeoutMs: 10_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect(context) {
    const { run, engine } = context;
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    await untilUsed(context);
    const { usageBytes, limitBytes } = await engine.containerMemory(run.containerId);
    return { usageBytes, ...(limitBytes === undefined ? {} : { limitBytes }), command: run.command };
  },
});

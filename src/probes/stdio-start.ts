import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'stdioStart',
  title: 'Start it for stdio',
  timeoutMs: 10_000,
  scenario: 'stdio',
  async collect({ run, engine }) {
    const exited = run.hasExited();
    const running =
      exited === undefined &&
      (run.containerId === undefined || (await engine.inspectContainer(run.containerId)).running);
    const startCallMs = run.startCallMs ?? 0;
    return {
      startCallMs,
      // The engine answers the start call when the process runs.
      ...(running ? { listeningMs: startCallMs } : {}),
      ...(exited === undefined ? {} : { exited }),
      command: run.command,
    };
  },
});

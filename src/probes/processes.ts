import { cleanText, maskSecrets } from '../model/clean-text.js';
import { untilUsed } from './collecting/readiness.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const LISTED = 50;

export default defineProbe({
  fact: 'processes',
  title: 'List its processes',
  timeoutMs: 10_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect(context) {
    const { run, engine, target } = context;
    if (run.containerId === undefined) throw new NotApplicable('It is no container of this engine.');
    await untilUsed(context);
    const listed = (await engine.containerProcesses(run.containerId)).toSorted((a, b) => a.pid - b.pid);
    const processes = listed.slice(0, LISTED).map(({ pid, user, command }) => ({
      pid,
      user,
      command: cleanText(maskSecrets(command, target.secretValues), 200),
    }));
    // The engine names processes by their numbers outside; the first one of a container is the oldest.
    const [pid1] = processes;
    if (pid1 === undefined) throw new Error('The engine lists no process of the container.');
    return { command: run.command, pid1: { command: pid1.command, user: pid1.user }, processes };
  },
});

import { comingUp } from './collecting/coming-up.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'httpStart',
  title: 'Wait until it answers over HTTP',
  timeoutMs: 600_000,
  scenario: 'http',
  async collect(context) {
    const { run } = context;
    const { listeningAt, readyAt, lastAnswer, onlyInside } = await comingUp(run, context);
    const since = run.startedAt ?? readyAt ?? listeningAt ?? 0;
    const exited = readyAt === undefined ? await exitOf(run.hasExited, run.exited) : undefined;
    return {
      startCallMs: run.startCallMs ?? 0,
      ...(listeningAt === undefined ? {} : { listeningMs: listeningAt - since }),
      ...(readyAt === undefined ? {} : { readyMs: readyAt - since }),
      ...(exited === undefined ? {} : { exited }),
      ...(run.owned ? {} : { foundRunning: true }),
      ...(lastAnswer === undefined ? {} : { lastAnswer }),
      ...(onlyInside === undefined ? {} : { onlyInside: [...onlyInside] }),
      command: run.command,
    };
  },
});

/** An exit that has been noticed but not yet looked into takes a moment. */
async function exitOf<Exit>(now: () => Exit | undefined, later: Promise<Exit>): Promise<Exit | undefined> {
  const exit = now();
  if (exit !== undefined) return exit;
  return Promise.race([later, new Promise<undefined>((resolve) => setTimeout(resolve, 100, undefined))]);
}

import { waitForHttp } from '../targets/wait-for-http.js';
import { defineProbe } from './define-probe.js';

/** What runs already has had its time to come up. */
const FOUND_RUNNING_MS = 5_000;

export default defineProbe({
  fact: 'httpStart',
  title: 'Wait until it answers over HTTP',
  timeoutMs: 600_000,
  scenario: 'http',
  async collect({ run, target, engine, signal }) {
    const { settings, headers } = target;
    const budgetMs = run.owned ? settings.budgets.readyMs : FOUND_RUNNING_MS;
    const { listeningAt, readyAt, lastAnswer, onlyInside } = await waitForHttp({
      run,
      settings,
      headers,
      engine,
      budgetMs,
      signal,
    });
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

import { otherWays } from '../mcp/other-ways.js';
import { within } from '../targets/within.js';
import { whySilent } from './collecting/why-silent.js';
import { comingUp } from './collecting/coming-up.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'httpStart',
  title: 'Wait until it answers over HTTP',
  timeoutMs: 600_000,
  scenario: 'http',
  async collect(context) {
    const { run, target, signal } = context;
    const { listeningAt, readyAt, lastAnswer, lastStatus, fault, onlyInside, elsewhere } = await comingUp(run, context);
    const since = run.startedAt ?? readyAt ?? listeningAt ?? 0;
    const exited = readyAt === undefined ? await exitOf(run.hasExited, run.exited) : undefined;
    const silence =
      readyAt === undefined &&
      listeningAt === undefined &&
      exited === undefined &&
      elsewhere === undefined &&
      onlyInside === undefined
        ? await whySilent(context)
        : undefined;
    const ways =
      lastStatus === 404 && run.url !== undefined && exited === undefined
        ? await otherWays(run.url, { headers: target.headers, signal })
        : {};
    return {
      startCallMs: run.startCallMs ?? 0,
      ...(listeningAt === undefined ? {} : { listeningMs: listeningAt - since }),
      ...(readyAt === undefined ? {} : { readyMs: readyAt - since }),
      ...(exited === undefined ? {} : { exited }),
      ...(run.owned ? {} : { foundRunning: true }),
      ...(lastAnswer === undefined ? {} : { lastAnswer }),
      ...(lastStatus === undefined ? {} : { lastStatus }),
      ...(fault === undefined ? {} : { fault }),
      ...ways,
      ...(onlyInside === undefined ? {} : { onlyInside: [...onlyInside] }),
      ...(elsewhere === undefined ? {} : { elsewhere: [...elsewhere] }),
      ...(silence === undefined ? {} : { silence }),
      command: run.command,
    };
  },
});

/** An exit that has been noticed but not yet looked into takes a moment. */
async function exitOf<Exit>(now: () => Exit | undefined, later: Promise<Exit>): Promise<Exit | undefined> {
  const exit = now();
  if (exit !== undefined) return exit;
  return within(100, later);
}

import type { StartFact } from '../../model/facts/run.js';
import { whyGone } from '../../model/wanted-variables.js';
import { NotApplicable, type ScenarioProbeContext } from '../define-probe.js';

export const NOT_IN_TIME = 'Nothing answered in the time of budgets.ready; start/ready-in-time says more.';

type Reading = Pick<ScenarioProbeContext, 'run' | 'fact' | 'target'>;

/** Waits until the server is up, or has not come up in its time. Throws the autopsy when it exited before that, and why when it cannot be reached. */
export async function untilUp({ run, fact, target }: Reading): Promise<void> {
  const { placeholders } = target.settings;
  if (!run.owned) {
    const { readyMs, lastStatus, lastAnswer } = await fact('httpStart');
    // Without an answer of any kind, every further question would only say the same again.
    if (readyMs === undefined && lastStatus === undefined && lastAnswer !== undefined)
      throw new Error(`Nothing answers there: ${lastAnswer}.`);
    return;
  }
  if (run.spec.mode === 'http') {
    const start = await fact('httpStart');
    const { exited, onlyInside, elsewhere } = start;
    if (exited !== undefined) throw new Error(whyGone(exited, placeholders));
    if (onlyInside !== undefined)
      throw new Error(`Nothing outside the container reaches the server: it listens on ${onlyInside.join(', ')} only.`);
    if (elsewhere !== undefined)
      throw new Error(
        `Nothing listens on port ${run.port ?? 'of the endpoint'} inside the container, only on ${elsewhere.join(', ')}.`,
      );
    if (isSilent(start)) throw new Error(NOT_IN_TIME);
    return;
  }
  // Over stdio, up is answering; a server that answered may have ended since.
  const answered = await fact('mcpStdio').then(
    (session) => session.answered,
    () => false,
  );
  const exit = run.hasExited();
  if (!answered && exit !== undefined) throw new Error(whyGone(exit, placeholders));
}

/** Waits until the server is up and every question of the MCP probe has been asked: what is read then is read of a used server. */
export async function untilUsed(context: Reading): Promise<void> {
  // What cannot be reached from outside, at its port, or in time, runs all the same.
  if (await isOutOfReach(context)) return;
  await untilUp(context);
  // A stdio server may end by itself after its answers; what is left of it then tells nothing.
  if (context.run.spec.mode === 'stdio' && context.run.hasExited() !== undefined)
    throw new NotApplicable('The stdio server had ended by itself before it was looked at.');
  // Whether it answered is for others to say.
  await context.fact(context.run.spec.mode === 'http' ? 'mcpHttp' : 'mcpStdio').catch(() => undefined);
}

async function isOutOfReach({ run, fact }: Reading): Promise<boolean> {
  if (!run.owned || run.spec.mode !== 'http') return false;
  const start = await fact('httpStart');
  return start.onlyInside !== undefined || start.elsewhere !== undefined || isSilent(start);
}

/** Runs, and gave no answer of any kind while it was waited for. */
export const isSilent = ({ exited, listeningMs, readyMs }: StartFact): boolean =>
  exited === undefined && listeningMs === undefined && readyMs === undefined;

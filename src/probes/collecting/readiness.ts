import { explainExit } from '../../model/explain-exit.js';
import { NotApplicable, type ScenarioProbeContext } from '../define-probe.js';

/** Waits until the server is up, or has not come up in its time. Throws the autopsy when it exited before that, and why when it cannot be reached. */
export async function untilUp({ run, fact }: Pick<ScenarioProbeContext, 'run' | 'fact'>): Promise<void> {
  if (!run.owned) {
    const { readyMs, lastStatus, lastAnswer } = await fact('httpStart');
    // Without an answer of any kind, every further question would only say the same again.
    if (readyMs === undefined && lastStatus === undefined && lastAnswer !== undefined)
      throw new Error(`Nothing answers there: ${lastAnswer}.`);
    return;
  }
  if (run.spec.mode === 'http') {
    const { exited, onlyInside, elsewhere } = await fact('httpStart');
    if (exited !== undefined) throw new Error(`${explainExit(exited)}.`);
    if (onlyInside !== undefined)
      throw new Error(`Nothing outside the container reaches the server: it listens on ${onlyInside.join(', ')} only.`);
    if (elsewhere !== undefined)
      throw new Error(
        `Nothing listens on port ${run.port ?? 'of the endpoint'} inside the container, only on ${elsewhere.join(', ')}.`,
      );
    return;
  }
  // Over stdio, up is answering; a server that answered may have ended since.
  const answered = await fact('mcpStdio').then(
    (session) => session.answered,
    () => false,
  );
  const exit = run.hasExited();
  if (!answered && exit !== undefined) throw new Error(`${explainExit(exit)}.`);
}

/** Waits until the server is up and every question of the MCP probe has been asked: what is read then is read of a used server. */
export async function untilUsed(context: Pick<ScenarioProbeContext, 'run' | 'fact'>): Promise<void> {
  // What cannot be reached from outside, or at its port, runs all the same.
  if (await isElsewhere(context)) return;
  await untilUp(context);
  // A stdio server may end by itself after its answers; what is left of it then tells nothing.
  if (context.run.spec.mode === 'stdio' && context.run.hasExited() !== undefined)
    throw new NotApplicable('The stdio server had ended by itself before it was looked at.');
  // Whether it answered is for others to say.
  await context.fact(context.run.spec.mode === 'http' ? 'mcpHttp' : 'mcpStdio').catch(() => undefined);
}

async function isElsewhere({ run, fact }: Pick<ScenarioProbeContext, 'run' | 'fact'>): Promise<boolean> {
  if (!run.owned || run.spec.mode !== 'http') return false;
  const { onlyInside, elsewhere } = await fact('httpStart');
  return onlyInside !== undefined || elsewhere !== undefined;
}

import { greetingMs } from '../../mcp/greet.js';
import type { Engine } from '../../ports/engine.js';
import { waitForHttp, type HttpComingUp } from '../../targets/wait-for-http.js';
import type { ScenarioRun, Target } from '../../targets/target.js';

/** What runs already has had its time to come up. */
const FOUND_RUNNING_MS = 5_000;

export interface ComingUpContext {
  readonly target: Pick<Target, 'settings' | 'headers'>;
  readonly engine: Pick<Engine, 'exec'>;
  readonly signal: AbortSignal;
}

const waits = new WeakMap<ScenarioRun, Promise<HttpComingUp>>();

/** Waits until the run answers over HTTP or has had its time. Whoever asks again gets the answer of the first time. */
export function comingUp(run: ScenarioRun, { target, engine, signal }: ComingUpContext): Promise<HttpComingUp> {
  const { settings, headers } = target;
  const { readyMs, handshakeMs } = settings.budgets;
  const patience = run.owned ? { budgetMs: readyMs } : { budgetMs: FOUND_RUNNING_MS, askMs: greetingMs(handshakeMs) };
  const wait = waits.get(run) ?? waitForHttp({ run, settings, headers, engine, signal, ...patience });
  waits.set(run, wait);
  return wait;
}

import { runChecks } from '../checks/run-checks.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Check } from '../model/check.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Result } from '../model/report.js';
import { everAnswered, withoutGuesses } from '../plan/without-guesses.js';
import type { Context } from '../ports/context.js';
import { collectFacts } from '../probes/collect-facts.js';
import { deriveAgain } from '../probes/collecting/derive-fact.js';
import { derivedFacts, probes } from '../probes/index.js';
import { scenarios } from '../scenarios/index.js';
import type { Target } from '../targets/target.js';
import { discoverHttp } from './discover-http.js';
import { openTarget, type OpenTargetInput } from './open-target.js';
import { reapLeftovers } from './reap-leftovers.js';

/** Areas whose checks are about an image and the server in it. */
export const VERIFY_AREAS = [
  'image',
  'start',
  'health',
  'lifecycle',
  'fs',
  'resources',
  'security',
  'http',
  'mcp',
  'tools',
];

export interface VerifyInput extends OpenTargetInput {
  readonly checks: readonly Check[];
  /** For the whole run. */
  readonly timeoutMs: number;
}

export interface VerifyOutcome {
  readonly target: string;
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  /** It was started or asked, and nothing ever answered. */
  readonly neverStarted: boolean;
}

/** Target → start → probes → facts → findings. The caller renders them. Whatever was started is gone when it returns or throws. */
export async function verify(input: VerifyInput, context: Context): Promise<VerifyOutcome> {
  using limit = timeLimit(context.signal, input.timeoutMs);
  const limited = { ...context, signal: limit.signal };
  const needed = new Set(input.checks.flatMap(({ needs }) => needs));

  if (input.target.kind !== 'http') {
    const reaped = await reapLeftovers(context);
    if (reaped.length > 0) context.progress.note(`Removed what an earlier run left behind: ${reaped.join(', ')}.`);
  }
  await using target = await openTarget(input, limited);
  const collected = await lookAt(target, needed, limited);
  return {
    target: target.title,
    results: runChecks(input.checks, collected),
    collected,
    neverStarted: everAnswered(collected) === false,
  };
}

async function lookAt(target: Target, needed: ReadonlySet<FactName>, context: Context): Promise<CollectedFacts> {
  const first = await collectFacts(needed, { ...context, target }, probes, derivedFacts, scenarios);
  const other = await discoverHttp(target, first, context);
  const facts =
    other === undefined
      ? first
      : await collectFacts(needed, { ...context, target: other }, probes, derivedFacts, scenarios);
  const settled = withoutGuesses(facts, target.settings, (transport) =>
    probes.filter(({ scenario }) => scenario === transport).map(({ fact }) => fact),
  );
  return settled === facts ? facts : deriveAgain(settled, derivedFacts);
}

function timeLimit(signal: AbortSignal, limitMs: number): { readonly signal: AbortSignal } & Disposable {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new McpDockError('TIMED_OUT', { limitMs, during: 'verify' })),
    Math.min(limitMs, 2 ** 31 - 1),
  );
  return { signal: AbortSignal.any([signal, late.signal]), [Symbol.dispose]: () => clearTimeout(timer) };
}

import type { ScenarioName, Target } from './target.js';

/** Why a scenario is left out when the server is started once; what rests on it alone was not run. */
export const STARTED_ONCE = 'The profile quick starts the server once.';

/**
 * The same target, of which one scenario is run: over HTTP where it has HTTP. Of an image that only seems to have its transports,
 * both are asked all the same: one start would tell nothing if it was the wrong one.
 */
export function startedOnce(target: Target): Target {
  const { transports, transportsFrom } = target.settings;
  const guessed = transportsFrom === 'image' && transports.http !== undefined && transports.stdio !== undefined;
  const first = (['http', 'stdio'] as const).find((name) => runs(target, name));
  if (guessed || first === undefined) return target;
  return {
    ...target,
    notApplicable: (spec) => target.notApplicable(spec) ?? (spec.name === first ? undefined : STARTED_ONCE),
    ...(target.without !== undefined && {
      without: (transport) => startedOnce(target.without?.(transport) ?? target),
    }),
    ...(target.withHttp !== undefined && { withHttp: (found) => startedOnce(target.withHttp?.(found) ?? target) }),
  };
}

const runs = (target: Target, name: ScenarioName & ('http' | 'stdio')) =>
  target.notApplicable({ name, mode: name, container: {}, ending: 'dispose' }) === undefined;

import type { Settings } from '../model/facts/settings.js';
import type { Target } from './target.js';

/** The machine and the folder in which the user stands: looked at by `doctor`, never run. */
export function hostTarget({
  settings,
  secretValues,
}: {
  readonly settings: Settings;
  readonly secretValues: readonly string[];
}): Target {
  const reason = 'This machine is looked at, not run.';
  return {
    kind: 'host',
    title: 'this machine',
    settings,
    headers: {},
    secretValues,
    notApplicable: () => reason,
    open: () => Promise.reject(new Error(reason)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

import type { Progress, ProgressGroup } from '../ports/progress.js';

/** Shows nothing: `--json` and `--quiet`. Values and errors of the work pass through. */
export function createSilentProgress(): Progress {
  const nothing = () => {};
  const group: ProgressGroup = { update: nothing, log: nothing, open: nothing, updateStep: nothing, close: nothing };
  return {
    step: async (_title, work) => work(group),
    group: async (_title, work) => work(group),
    note: nothing,
  };
}

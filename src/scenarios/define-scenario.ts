import type { ScenarioSpec } from '../targets/target.js';

/** Names one way of running a target. A new question about a running image is a probe in a scenario that exists, or one more file here. */
export function defineScenario(spec: ScenarioSpec): ScenarioSpec {
  return spec;
}

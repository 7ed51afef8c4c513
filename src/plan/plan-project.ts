import { planDualMode } from './dual-mode/plan-dual-mode.js';
import type { ScaffoldChoices } from './scaffold-choices.js';
import type { ScaffoldSecrets } from './environment-groups.js';
import { planScaffold, type ScaffoldPlan } from './scaffold-plan.js';

/** Choices → what the files of a new project are made of, for every template. */
export const planProject = (choices: ScaffoldChoices, secrets: ScaffoldSecrets): ScaffoldPlan =>
  choices.template === 'dual-mode' ? planDualMode(choices, secrets) : planScaffold(choices, secrets);

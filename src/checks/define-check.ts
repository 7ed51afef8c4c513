import type { Check, CheckDefinition } from '../model/check.js';
import type { FactName } from '../model/facts.js';

/** Makes a check. The compiler sees to it that `run` reads only what `needs` lists. */
export function defineCheck<const Needs extends FactName>(definition: CheckDefinition<Needs>): Check {
  return definition;
}

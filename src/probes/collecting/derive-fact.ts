import type { CollectedFact, CollectedFacts, FactName, Facts } from '../../model/facts.js';
import type { DerivedFact } from '../define-probe.js';

/** Computes one fact from what was collected. With no known input it shares their fate: unknown wins over not applicable. */
export function deriveFact(derived: DerivedFact, collected: CollectedFacts): CollectedFact<Facts[FactName]> {
  const inputs = derived.from.map((name) => ({ name, fact: collected[name] }));
  const known = Object.fromEntries(
    inputs.flatMap(({ name, fact }) => (fact?.status === 'known' ? [[name, fact.value]] : [])),
  );
  if (Object.keys(known).length > 0) return { status: 'known', value: derived.derive(known) };
  const unknown = inputs.find(({ fact }) => fact === undefined || fact.status === 'unknown');
  if (unknown !== undefined) {
    const { fact } = unknown;
    return {
      status: 'unknown',
      reason: fact?.status === 'unknown' ? fact.reason : `"${unknown.name}" was not collected.`,
    };
  }
  const first = inputs[0]?.fact;
  return {
    status: 'not-applicable',
    reason: first?.status === 'not-applicable' ? first.reason : 'Nothing to derive it from.',
  };
}

/** Computes again every derived fact of the collection, after its inputs were changed. */
export function deriveAgain(collected: CollectedFacts, derivedFacts: readonly DerivedFact[]): CollectedFacts {
  return derivedFacts
    .filter(({ fact }) => collected[fact] !== undefined)
    .reduce<CollectedFacts>((facts, derived) => ({ ...facts, [derived.fact]: deriveFact(derived, facts) }), collected);
}

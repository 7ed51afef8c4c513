import type { Check } from '../model/check.js';
import type { Accepted } from '../model/facts/accepted.js';
import type { ResultSoFar } from '../model/facts/admission.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Result } from '../model/report.js';
import { acceptFindings, type Baseline } from './accepting/accept-findings.js';
import { runChecks, type Clock } from './run-checks.js';

interface Judging {
  /** Every check there is, for the names that waivers use. */
  readonly all: readonly Check[];
  readonly baseline?: Baseline;
  /** Of the image that is looked at, where no check wants to know of it. */
  readonly platform?: string | undefined;
  readonly now?: Clock;
}

/** What the checks want collected; what they found of each other is known here alone. */
export const factsFor = (checks: readonly Check[]): FactName[] =>
  checks.flatMap(({ needs }) => needs).filter((name) => name !== 'results');

interface Judged {
  readonly results: Result[];
  /** What became of the waivers and the baseline. */
  readonly accepted: Accepted;
}

/**
 * Asks the checks, then those that look at what the others found, takes out of the count what the project accepts, and asks last
 * those that look after what it accepts: they know only then what was of use. Their own findings can be accepted by nobody.
 */
export function judge(
  checks: readonly Check[],
  collected: CollectedFacts,
  { all, baseline, platform, now }: Judging,
): Judged {
  const isLate = ({ needs }: Check) => needs.includes('accepted');
  const isSecond = ({ needs }: Check) => needs.includes('results');
  const first = runChecks(
    checks.filter((check) => !isLate(check) && !isSecond(check)),
    collected,
    now,
  );
  const config = collected.imageConfig?.status === 'known' ? collected.imageConfig.value : undefined;
  const fact = collected.accepted;
  const accepting = (found: readonly Result[]) =>
    acceptFindings(found, fact?.status === 'known' ? fact.value : NOTHING, {
      all,
      platform: config === undefined ? platform : platformOf(config),
      ...(baseline !== undefined && { baseline }),
    });
  const lists = checks.filter(isSecond);
  // A line of a list that the project accepts is no failure of the list.
  const second = lists.length === 0 ? [] : runChecks(lists, withResults(collected, accepting(first).results), now);
  const { results, accepted } = accepting([...first, ...second]);
  const known: CollectedFacts =
    fact?.status === 'known' || baseline !== undefined
      ? { ...collected, accepted: { status: 'known', value: accepted } }
      : collected;
  const last = runChecks(checks.filter(isLate), known, now);
  return { results: [...results, ...last].toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)), accepted };
}

/** As waivers name it. */
export const platformOf = ({ os, architecture }: Pick<ImageConfig, 'os' | 'architecture'>): string =>
  `${os}/${architecture}`;

const withResults = (collected: CollectedFacts, results: readonly Result[]): CollectedFacts => ({
  ...collected,
  results: { status: 'known', value: asResults(results) },
});

/** As much of results as other checks may know. */
export const asResults = (results: readonly Result[]): ResultSoFar[] =>
  results.map(({ id, title, outcome, severity, reason, findings: [finding] }) => {
    const words = reason ?? finding?.message;
    return { id, title, outcome, severity, ...(words !== undefined && { words }) };
  });

const NOTHING: Accepted = { readOn: '', waivers: [], faults: [] };

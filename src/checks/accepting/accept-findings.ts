import type { Check } from '../../model/check.js';
import type { Accepted, BaselineEntry, Waiver } from '../../model/facts/accepted.js';
import type { Finding } from '../../model/finding.js';
import type { Result } from '../../model/report.js';
import { byIdOrAlias, nearestIds } from '../find-checks.js';
import { worstSeverity } from '../run-checks.js';
import { covers, isForPlatform } from './covers.js';

/** Findings that were known before a run. */
export interface Baseline {
  /** As the user wrote it. */
  readonly path: string;
  readonly entries: readonly BaselineEntry[];
}

interface Acceptance {
  /** Every check there is: a waiver may name one by the id of another tool. */
  readonly all: readonly Check[];
  /** Of the image, `linux/amd64`; undefined when none was looked at. */
  readonly platform: string | undefined;
  readonly baseline?: Baseline;
}

/**
 * Marks what a project accepts: findings that a waiver covers, and those of the baseline. A failure of which nothing is left to
 * count becomes `accepted`. Says of each waiver and of the baseline what became of it.
 */
export function acceptFindings(
  results: readonly Result[],
  accepted: Accepted,
  { all, platform, baseline }: Acceptance,
): { readonly results: Result[]; readonly accepted: Accepted } {
  const meant = new Map(accepted.waivers.map((waiver) => [waiver, idsOf(waiver, all)]));
  const used = new Set<Waiver>();
  const marked = results.map((result) => {
    if (result.outcome !== 'fail') return result;
    const waivers = accepted.waivers.filter(
      (waiver) => meant.get(waiver)?.has(result.id) === true && isForPlatform(waiver, platform),
    );
    const waived = result.findings.map((finding) => {
      const covering = waivers.filter((waiver) => covers(waiver, finding));
      for (const waiver of covering) used.add(waiver);
      const valid = covering.find((waiver) => !hasExpired(waiver, accepted));
      return valid === undefined ? finding : { ...finding, waived: asMark(valid) };
    });
    return settled(result, withKnown(waived, result.id, baseline));
  });
  const waivers = accepted.waivers.map((waiver): Waiver => {
    const ids = meant.get(waiver) ?? new Set();
    if (ids.size === 0) return { ...waiver, state: 'no-such-check', near: nearestIds(all, waiver.id) };
    if (used.has(waiver)) return { ...waiver, state: 'used' };
    const asked = isForPlatform(waiver, platform) && [...ids].every((id) => marked.some(isAnswered(id)));
    return { ...waiver, state: asked ? 'unused' : 'not-asked' };
  });
  return {
    results: marked,
    accepted: {
      ...accepted,
      waivers,
      ...(baseline !== undefined && { baseline: whatBecame(baseline, marked) }),
    },
  };
}

/** Whether the last day on which it holds is over. */
export const hasExpired = ({ expires }: Pick<Waiver, 'expires'>, { readOn }: Pick<Accepted, 'readOn'>): boolean =>
  expires < readOn;

/** Findings that are neither waived nor known: what a result is judged by. */
export const counting = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ waived, known }) => waived === undefined && known !== true);

const idsOf = ({ id }: Waiver, all: readonly Check[]): ReadonlySet<string> =>
  new Set(byIdOrAlias(all, id).map((check) => check.id));

const asMark = ({ reason, expires, owner }: Waiver): NonNullable<Finding['waived']> => ({
  reason,
  expires,
  ...(owner !== undefined && { owner }),
});

function withKnown(findings: readonly Finding[], id: string, baseline: Baseline | undefined): Finding[] {
  if (baseline === undefined) return [...findings];
  const prints = new Set(baseline.entries.filter((entry) => entry.id === id).map(({ fingerprint }) => fingerprint));
  return findings.map((finding) =>
    finding.waived === undefined && finding.fingerprint !== undefined && prints.has(finding.fingerprint)
      ? { ...finding, known: true }
      : finding,
  );
}

function settled(result: Result, findings: Finding[]): Result {
  const left = counting(findings);
  return left.length === 0
    ? { ...result, outcome: 'accepted', findings }
    : { ...result, findings, severity: worstSeverity(left, result.severity) };
}

/** Whether the check gave an answer that speaks for or against what is accepted. */
const isAnswered =
  (id: string) =>
  (result: Pick<Result, 'id' | 'outcome'>): boolean =>
    result.id === id && ['pass', 'fail', 'accepted'].includes(result.outcome);

function whatBecame({ path, entries }: Baseline, results: readonly Result[]): NonNullable<Accepted['baseline']> {
  const found = new Set(
    results.flatMap(({ id, findings }) => findings.map(({ fingerprint = '' }) => `${id} ${fingerprint}`)),
  );
  return {
    path,
    known: results.flatMap(({ findings }) => findings.filter(({ known }) => known === true)).length,
    vanished: entries.filter(
      ({ id, fingerprint }) => !found.has(`${id} ${fingerprint}`) && results.some(isAnswered(id)),
    ),
  };
}

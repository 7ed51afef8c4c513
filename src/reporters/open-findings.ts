import type { Finding } from '../model/finding.js';
import type { Result } from '../model/report.js';

const isAccepted = ({ waived, known }: Finding): boolean => waived !== undefined || known === true;

/** Findings that count: what is waived, or in the baseline, does not. */
export const openFindings = ({ findings }: Pick<Result, 'findings'>): Finding[] =>
  findings.filter((finding) => !isAccepted(finding));

/** A check that has something to say against its subject. */
export const isFailing = (result: Result): boolean => result.outcome === 'fail' && openFindings(result).length > 0;

export interface AcceptedFinding {
  readonly result: Result;
  readonly finding: Finding;
  /** Why, and until when. */
  readonly because: string;
}

export const acceptedFindings = (results: readonly Result[]): AcceptedFinding[] =>
  results.flatMap((result) =>
    result.findings.filter(isAccepted).map((finding) => ({ result, finding, because: whyAccepted(finding) })),
  );

/** `Until 2027-01-31: the base brings it. (platform team)` */
export function whyAccepted({ waived }: Finding): string {
  if (waived === undefined) return 'Known before: it is in the baseline.';
  const { expires, reason, owner } = waived;
  return `Until ${expires}: ${reason}${owner === undefined ? '' : ` (${owner})`}`;
}

/** Checks that were asked and left open, by what kept them from an answer. */
export function undecided(results: readonly Result[]): Map<string, Result[]> {
  const reasons = new Map<string, Result[]>();
  for (const result of results) {
    if (result.outcome !== 'unknown' && result.outcome !== 'error') continue;
    const reason = result.reason ?? '';
    reasons.set(reason, [...(reasons.get(reason) ?? []), result]);
  }
  return reasons;
}

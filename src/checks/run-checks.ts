import type { Check } from '../model/check.js';
import type { CollectedFact, CollectedFacts, FactName, Facts } from '../model/facts.js';
import type { Finding, Severity } from '../model/finding.js';
import { withFingerprints } from '../model/fingerprint.js';
import type { Result } from '../model/report.js';
import { DOCS_URL } from '../model/tool.js';

const RANK: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

/** Documentation of a check; the page is generated under the same path in `docs/`. */
export const docsUrlOf = (id: string) => `${DOCS_URL}/checks/${id}.md`;

/** The severest of the findings, each of which may be milder than its check. */
export function worstSeverity(findings: readonly Finding[], severity: Severity): Severity {
  return findings
    .map((finding) => finding.severity ?? severity)
    .reduce<Severity>((worst, next) => (RANK[next] > RANK[worst] ? next : worst), 'info');
}

/** A project may have made its check milder: then its findings are no severer. */
const noSeverer = (findings: readonly Finding[], severity: Severity): Finding[] =>
  findings.map((finding) =>
    finding.severity !== undefined && RANK[finding.severity] > RANK[severity] ? { ...finding, severity } : finding,
  );

/** What findings may call the image that was looked at. */
function referencesIn({ imageConfig }: CollectedFacts): string[] {
  if (imageConfig?.status !== 'known') return [];
  const { reference, id } = imageConfig.value;
  return [reference, id];
}

/** Milliseconds from any origin. */
export type Clock = () => number;

/** Facts that are read from a file give the same results every time. */
const NO_CLOCK: Clock = () => 0;

/** Nobody mends more at once, and a server that is broken ten thousand times must not make a report that nothing can read. */
export const MOST_FINDINGS = 500;

/** The severest ones in the order of the check, and how many there are besides. */
function bounded(findings: readonly Finding[], severity: Severity): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const rank = (finding: Finding) => RANK[finding.severity ?? severity];
  const severest = new Set(findings.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST_FINDINGS - 1));
  const rest = findings.filter((finding) => !severest.has(finding));
  const { repro, remedy } = rest[0] ?? {};
  return [
    ...findings.filter((finding) => severest.has(finding)),
    {
      message: `There are ${rest.length} more like these.`,
      severity: worstSeverity(rest, severity),
      ...(repro !== undefined && { repro }),
      ...(remedy !== undefined && { remedy }),
    },
  ];
}

/** Loads what the checks need; before any of them is asked. */
export const prepareChecks = async (checks: readonly Check[]): Promise<void> =>
  void (await Promise.all(checks.flatMap(({ prepare }) => (prepare === undefined ? [] : [prepare()]))));

/** Asks one check. Never throws: a crash inside a check is the outcome `error`, ours and not the image's. */
export function runCheck(check: Check, collected: CollectedFacts, now: Clock = NO_CLOCK): Result {
  const startedAt = now();
  const settle = (result: Pick<Result, 'outcome'> & Partial<Result>): Result => ({
    id: check.id,
    title: check.title,
    severity: check.severity,
    findings: [],
    docsUrl: docsUrlOf(check.id),
    why: check.why,
    remedy: check.remedy,
    ...result,
    durationMs: rounded(Math.max(0, now() - startedAt)),
  });

  const needed = check.needs.map((name) => [name, collected[name] ?? missing(name)] as const);
  const outOfPlace = needed.find(([, fact]) => fact.status === 'not-applicable');
  if (outOfPlace?.[1].status === 'not-applicable')
    return settle({ outcome: 'not-applicable', reason: outOfPlace[1].reason });
  const unknown = needed.find(([, fact]) => fact.status === 'unknown');
  if (unknown?.[1].status === 'unknown') return settle({ outcome: 'unknown', reason: unknown[1].reason });

  const facts = Object.fromEntries(
    needed.flatMap(([name, fact]) => (fact.status === 'known' ? [[name, fact.value]] : [])),
  );
  try {
    const answer = check.run(facts as Facts);
    if ('notApplicable' in answer) return settle({ outcome: 'not-applicable', reason: answer.notApplicable });
    if ('unknown' in answer) return settle({ outcome: 'unknown', reason: answer.unknown });
    if ('holds' in answer) return settle({ outcome: 'pass', reason: answer.holds });
    if (answer.length === 0) return settle({ outcome: 'pass' });
    const findings = withFingerprints(
      check.id,
      noSeverer(bounded(answer, check.severity), check.severity),
      referencesIn(collected),
    );
    return settle({ outcome: 'fail', findings, severity: worstSeverity(findings, check.severity) });
  } catch (error) {
    return settle({
      outcome: 'error',
      reason: `The check itself broke: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/** Digits behind the tenth of a millisecond are noise. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

const missing = (name: FactName): CollectedFact<never> => ({
  status: 'unknown',
  reason: `"${name}" was not collected.`,
});

/** Asks all of them, in the order of their ids. Without a clock no result has taken any time. */
export function runChecks(checks: readonly Check[], collected: CollectedFacts, now?: Clock): Result[] {
  return checks
    .map((check) => runCheck(check, collected, now))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

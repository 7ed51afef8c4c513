import { beforeAll, describe, expect, it } from 'vitest';
import { prepareChecks, runCheck } from '../../src/checks/run-checks.js';
import type { Check } from '../../src/model/check.js';
import type { CollectedFacts, FactName, Facts } from '../../src/model/facts.js';
import type { Severity } from '../../src/model/finding.js';

interface Row {
  readonly name: string;
  readonly facts: Partial<Facts>;
}

type AtLeastOne<Item> = readonly [Item, ...Item[]];

interface CheckRows {
  /** `reason` is compared whole: what a pass that may not have looked at all says of itself. */
  readonly pass: AtLeastOne<Row & { readonly reason?: string }>;
  /** `messages` are compared whole; `severities` only when a finding is milder than its check, `remedies` where a row is about them. */
  readonly fail: AtLeastOne<
    Row & {
      readonly messages: readonly string[];
      readonly severities?: readonly Severity[];
      readonly remedies?: readonly (string | undefined)[];
    }
  >;
  /** `reason` is compared whole, where a row is about it. */
  readonly notApplicable?: readonly (Row & { readonly reason?: string })[];
  /** `reason` is compared whole. */
  readonly unknown?: readonly (Row & { readonly reason: string })[];
}

const known = (facts: Partial<Facts>): CollectedFacts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name as FactName, { status: 'known', value }]));

/** The one way in which a check is tested: rows of facts, at least one each way. */
export function testCheck(check: Check, rows: CheckRows): void {
  describe(check.id, () => {
    beforeAll(() => prepareChecks([check]));
    it.each(rows.pass)('passes with $name', ({ facts, reason }) => {
      const result = runCheck(check, known(facts));
      expect({
        outcome: result.outcome,
        findings: result.findings.map(({ message }) => message),
        reason: result.reason,
      }).toEqual({
        outcome: 'pass',
        findings: [],
        reason,
      });
    });
    it.each(rows.fail)('fails with $name', ({ facts, messages, severities, remedies }) => {
      const result = runCheck(check, known(facts));
      expect({ outcome: result.outcome, messages: result.findings.map(({ message }) => message) }).toEqual({
        outcome: 'fail',
        messages,
      });
      expect(result.findings.map((finding) => finding.severity ?? check.severity)).toEqual(
        severities ?? messages.map(() => check.severity),
      );
      const given = result.findings.map(({ remedy }) => remedy);
      expect(remedies === undefined ? undefined : given).toEqual(remedies);
    });
    it('shows its reader where to look, or by which command', () => {
      const findings = rows.fail.flatMap(({ facts }) => runCheck(check, known(facts)).findings);
      // Facts of a row may leave the command out; those of a run have it.
      expect(findings.filter(({ repro, location }) => repro !== undefined || location !== undefined)).not.toEqual([]);
    });
    it.each(rows.unknown ?? [])('cannot tell with $name', ({ facts, reason }) => {
      expect(runCheck(check, known(facts))).toMatchObject({ outcome: 'unknown', reason });
    });
    it.each(rows.notApplicable ?? [])('does not apply with $name', ({ facts, reason }) => {
      const result = runCheck(check, known(facts));
      expect(result.outcome).toBe('not-applicable');
      expect(reason === undefined ? undefined : result.reason).toBe(reason);
    });
  });
}

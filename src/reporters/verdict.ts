import type { Report } from '../model/report.js';

interface Verdict {
  readonly good: boolean;
  /** `This machine and project`, or the target. */
  readonly subject: string;
  /** What holds of the subject: `is good: 12 checks passed`. */
  readonly words: string;
  /** The same in a word or two. */
  readonly short: string;
}

/** Nothing passed and nothing failed: no check that was asked for applies. */
export const isIdle = ({
  passed,
  errors,
  warnings,
  infos,
  accepted = 0,
  unknown,
  broken,
}: Report['summary']): boolean => passed + errors + warnings + infos + accepted + unknown + broken === 0;

/** What a report comes to, in the words that every format for people uses. */
export function verdictOf({
  command,
  target,
  summary,
  results,
}: Pick<Report, 'command' | 'target' | 'summary' | 'results'>): Verdict {
  const { passed, errors, warnings, infos, accepted = 0, unknown, broken, exitCode } = summary;
  const parts = [
    ...counted(errors, 'error'),
    ...counted(warnings, 'warning'),
    ...counted(infos, 'note'),
    ...counted(unknown, 'could not be told', 'could not be told'),
    ...counted(broken, 'broken check'),
    ...counted(accepted, 'accepted', 'accepted'),
    `${passed} passed`,
  ].join(', ');
  const subject = command === 'doctor' ? 'This machine and project' : target;
  const be = command === 'doctor' ? 'are' : 'is';
  if (isIdle(summary))
    return { good: exitCode === 0, subject, words: `${be} not judged: ${whyIdle(results)}`, short: 'Not judged' };
  if (exitCode === 0) {
    const beside = [...counted(infos, 'note'), ...counted(accepted, 'accepted', 'accepted')];
    const notes = beside.length === 0 ? '' : ` (${beside.join(', ')})`;
    return errors + warnings + unknown + broken === 0
      ? {
          good: true,
          subject,
          words: `${be} good: ${passed} ${passed === 1 ? 'check' : 'checks'} passed${notes}`,
          short: 'Good',
        }
      : { good: true, subject, words: `${be} good enough: ${parts}`, short: 'Good enough' };
  }
  // What was left open speaks neither for it nor against it.
  return errors + broken === 0 && unknown > 0
    ? { good: false, subject, words: `could not be judged: ${parts}`, short: 'Could not be judged' }
    : { good: false, subject, words: `${be} not good: ${parts}`, short: 'Not good' };
}

/** Why nothing passed and nothing failed. */
function whyIdle(results: Report['results']): string {
  const [first] = results;
  if (first === undefined) return 'nothing was checked';
  const reason = first.reason === undefined ? '' : ` (${first.reason.replace(/\.$/u, '')})`;
  return results.length === 1
    ? `${first.id} does not apply${reason}`
    : `none of ${results.length} checks applies, such as ${first.id}${reason}`;
}

const counted = (number: number, one: string, many = `${one}s`) =>
  number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];

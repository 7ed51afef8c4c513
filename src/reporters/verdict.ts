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

/** What a report comes to, in the words that every format for people uses. */
export function verdictOf({ command, target, summary }: Pick<Report, 'command' | 'target' | 'summary'>): Verdict {
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

const counted = (number: number, one: string, many = `${one}s`) =>
  number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];

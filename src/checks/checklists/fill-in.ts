import type { CheckAnswer } from '../../model/check.js';
import type { ResultSoFar } from '../../model/facts/admission.js';
import type { FilledLine } from '../../model/report.js';
import type { Checklist, ChecklistLine } from './checklist.js';
import { idsOf } from './deciding-ids.js';

/** Every line of a list with what the checks of this run say of it. */
export const fillIn = ({ lines }: Checklist, results: readonly ResultSoFar[]): FilledLine[] =>
  lines.map((line) => ({ row: line.row, text: line.text, by: [...idsOf(line)], ...decide(line, results) }));

function decide(line: ChecklistLine, results: readonly ResultSoFar[]): Pick<FilledLine, 'outcome' | 'because'> {
  const ids = idsOf(line);
  const asked = ids.flatMap((id) => results.filter((result) => result.id === id));
  const having = (...outcomes: readonly ResultSoFar['outcome'][]) =>
    asked.filter(({ outcome }) => outcomes.includes(outcome));
  // A note asks nothing of anybody.
  const failed = having('fail').filter(({ severity }) => severity !== 'info');
  if (failed.length > 0) return { outcome: 'fail', because: wordsOf(failed) };
  const open = having('unknown', 'error');
  if (open.length > 0) return { outcome: 'unknown', because: wordsOf(open) };
  const held = having('pass', 'accepted', 'fail');
  if (line.manual !== undefined)
    return { outcome: 'manual', because: held.length === 0 ? line.manual : `What can be asked holds. ${line.manual}` };
  if (held.length > 0) return { outcome: 'pass' };
  const apart = having('not-applicable');
  return apart.length > 0
    ? { outcome: 'not-applicable', because: wordsOf(apart) }
    : { outcome: 'manual', because: `Not asked in this run: ${ids.join(', ')}.` };
}

const SHOWN = 2;

/** What the first of them say; of one reason that several have, one. */
function wordsOf(results: readonly ResultSoFar[]): string {
  const said = [...new Set(results.map(({ id, words, outcome }) => words ?? `${id}: ${outcome}`))];
  const more = said.length - SHOWN;
  return `${said.slice(0, SHOWN).join(' ')}${more > 0 ? ` (and ${more} more)` : ''}`;
}

/** What a list as a whole says: a finding for each line that does not hold. */
export function answerOf(list: Checklist, results: readonly ResultSoFar[]): CheckAnswer {
  const lines = fillIn(list, results);
  const failing = lines.filter(({ outcome }) => outcome === 'fail');
  if (failing.length > 0)
    return failing.map(({ text, because = '', by }) => ({
      message: `${text}: ${because}`,
      repro: `mcp-dock verify --only ${by.join(',')}`,
    }));
  const open = lines.filter(({ outcome }) => outcome === 'unknown');
  if (open.length > 0) return { unknown: `Lines that could not be told: ${open.map(({ text }) => text).join('; ')}.` };
  return lines.every(({ outcome }) => outcome === 'not-applicable' || outcome === 'manual')
    ? { notApplicable: 'No line of it can be decided by a check here.' }
    : [];
}

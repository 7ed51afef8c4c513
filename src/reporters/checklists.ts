import type { FilledLine, Report } from '../model/report.js';
import type { RenderOptions } from './define-reporter.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

type Outcome = FilledLine['outcome'];

/** What a line of a checklist came to; colours and signs say it too, but never alone. */
export const LINE_WORDS: Readonly<Record<Outcome, string>> = {
  pass: 'holds',
  fail: 'does not hold',
  manual: 'by hand',
  'not-applicable': 'does not apply',
  unknown: 'could not tell',
};

const ORDER = ['fail', 'unknown', 'manual', 'pass', 'not-applicable'] as const satisfies readonly Outcome[];

/** `1 does not hold · 4 by hand · 9 hold`. */
export function countWords(lines: readonly FilledLine[]): string {
  return ORDER.flatMap((outcome) => {
    const count = lines.filter((line) => line.outcome === outcome).length;
    const word = count === 1 ? LINE_WORDS[outcome] : LINE_WORDS[outcome].replace('holds', 'hold').replace('does', 'do');
    return count === 0 ? [] : [`${count} ${word}`];
  }).join(' · ');
}

const COLUMN = 18;
const INDENT = 4 + COLUMN;

/** The lists for a person at a terminal, every line of them: they are read to be ticked off. */
export const checklistRows = ({ checklists = [] }: Report, paint: Paint, { width }: RenderOptions): string[] =>
  checklists.flatMap(({ title, lines }) => [
    '',
    `${paint.strong(`Checklist: ${title}`)}   ${paint.faint(countWords(lines))}`,
    ...lines.flatMap(({ text, outcome, because }) => [
      `    ${signOf(outcome, paint)}${wrap(text, { width, used: INDENT, hanging: INDENT })}`,
      ...(because === undefined || outcome === 'pass'
        ? []
        : [`${' '.repeat(INDENT)}${paint.faint(wrap(because, { width, used: INDENT, hanging: INDENT }))}`]),
    ]),
  ]);

function signOf(outcome: Outcome, paint: Paint): string {
  const words = `${LINE_WORDS[outcome]} `.padEnd(COLUMN);
  return outcome === 'fail' || outcome === 'unknown' ? paint.strong(words) : words;
}

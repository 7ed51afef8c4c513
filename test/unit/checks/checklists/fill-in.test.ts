import { describe, expect, it } from 'vitest';
import { answerOf, fillIn } from '../../../../src/checks/checklists/fill-in.js';
import type { Checklist, ChecklistLine } from '../../../../src/checks/checklists/checklist.js';
import type { ResultSoFar } from '../../../../src/model/facts/admission.js';

const list = (...lines: readonly Partial<ChecklistLine>[]): Checklist => ({
  name: 'security',
  title: 'Security',
  lines: lines.map((line) => ({ row: 'S0-1', text: 'A line', ...line })),
});
const result = (id: string, outcome: ResultSoFar['outcome'], more: Partial<ResultSoFar> = {}): ResultSoFar => ({
  id,
  title: 'It holds',
  outcome,
  severity: 'error',
  ...more,
});
const by = ['image/a', 'image/b'] as const;

describe('a line', () => {
  it.each([
    { name: 'all hold', results: [result('image/a', 'pass'), result('image/b', 'pass')], outcome: 'pass' },
    {
      name: 'one fails',
      results: [result('image/a', 'pass'), result('image/b', 'fail', { words: 'It runs as root.' })],
      outcome: 'fail',
      because: 'It runs as root.',
    },
    {
      name: 'one is a note alone',
      results: [result('image/a', 'fail', { severity: 'info' })],
      outcome: 'pass',
    },
    { name: 'a failure is accepted', results: [result('image/a', 'accepted')], outcome: 'pass' },
    {
      name: 'one could not be told',
      results: [result('image/a', 'pass'), result('image/b', 'unknown', { words: 'No engine.' })],
      outcome: 'unknown',
      because: 'No engine.',
    },
    {
      name: 'one fails and one could not be told',
      results: [result('image/a', 'fail'), result('image/b', 'error')],
      outcome: 'fail',
      because: 'image/a: fail',
    },
    {
      name: 'some do not apply',
      results: [result('image/a', 'not-applicable'), result('image/b', 'pass')],
      outcome: 'pass',
    },
    {
      name: 'none applies',
      results: [
        result('image/a', 'not-applicable', { words: 'No files.' }),
        result('image/b', 'not-applicable', { words: 'No files.' }),
      ],
      outcome: 'not-applicable',
      because: 'No files.',
    },
    { name: 'none was asked', results: [], outcome: 'manual', because: 'Not asked in this run: image/a, image/b.' },
  ])('is $outcome where $name', ({ results, outcome, because }) => {
    expect(fillIn(list({ by }), results)).toEqual([
      { row: 'S0-1', text: 'A line', by: [...by], outcome, ...(because !== undefined && { because }) },
    ]);
  });

  it.each([
    { results: [result('image/a', 'pass')], outcome: 'manual', because: 'What can be asked holds. Look.' },
    { results: [result('image/a', 'fail', { words: 'No.' })], outcome: 'fail', because: 'No.' },
    { results: [result('image/a', 'not-applicable')], outcome: 'manual', because: 'Look.' },
  ])('that a person has to look at as well is $outcome: $because', ({ results, outcome, because }) => {
    expect(fillIn(list({ by, manual: 'Look.' }), results)).toMatchObject([{ outcome, because }]);
  });

  it('shows the words of two', () => {
    const results = ['a', 'b', 'c'].map((name) => result(`image/${name}`, 'fail', { words: `${name}.` }));
    expect(fillIn(list({ by: ['image/a', 'image/b', 'image/c'] }), results)[0]?.because).toBe('a. b. (and 1 more)');
  });

  it('that another list decides rests on all of its checks', () => {
    const [line] = fillIn(list({ byList: 'security' }), [result('image/no-secrets', 'fail', { words: 'A key.' })]);
    expect(line).toMatchObject({ outcome: 'fail', because: 'A key.' });
    expect(line?.by).toContain('project/env-git-ignored');
  });
});

describe('a list', () => {
  it('is not applicable where no check says anything', () => {
    expect(answerOf(list({ by }, { manual: 'Look.' }), [])).toEqual({
      notApplicable: 'No line of it can be decided by a check here.',
    });
  });

  it('is unknown where a line is, and none fails', () => {
    expect(answerOf(list({ by }), [result('image/a', 'unknown')])).toEqual({
      unknown: 'Lines that could not be told: A line.',
    });
  });
});

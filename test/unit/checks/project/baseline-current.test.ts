import baselineCurrent from '../../../../src/checks/project/baseline-current.js';
import type { BaselineEntry } from '../../../../src/model/facts/accepted.js';
import { testCheck } from '../../../support/test-check.js';

const facts = (vanished: BaselineEntry[]) => ({
  accepted: { readOn: '2026-11-21', waivers: [], faults: [], baseline: { path: 'baseline.json', known: 3, vanished } },
});
const entry = (number: number) => ({ id: 'a/b', fingerprint: String(number), message: `Finding ${number}.` });
const many = Array.from({ length: 22 }, (_, index) => entry(index));
const said = (number: number) => `a/b is in the baseline, and not found any more: Finding ${number}.`;

testCheck(baselineCurrent, {
  pass: [{ name: 'all still found', facts: facts([]) }],
  fail: [
    { name: 'one that is gone', facts: facts([entry(1)]), messages: [said(1)] },
    {
      name: 'more than anybody reads',
      facts: facts(many),
      messages: [
        ...many.slice(0, 20).map((_, index) => said(index)),
        '2 more findings of the baseline are not found any more.',
      ],
    },
  ],
  notApplicable: [{ name: 'no baseline', facts: { accepted: { readOn: '2026-11-21', waivers: [], faults: [] } } }],
});

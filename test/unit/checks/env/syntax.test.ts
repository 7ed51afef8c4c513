import check from '../../../../src/checks/env/syntax.js';
import { environmentFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [{ name: 'no fault', facts: { environment: environmentFact() } }],
  fail: [
    {
      name: 'faults',
      facts: {
        environment: environmentFact({
          problems: [
            { line: 1, key: 'A', kind: 'quotes', message: 'The value is in quotes.' },
            { line: 2, kind: 'no-equals-sign', message: 'The line has no "=".' },
          ],
        }),
      },
      messages: ['A: The value is in quotes.', 'The line has no "=".'],
    },
  ],
  notApplicable: [{ name: 'no file', facts: { environment: environmentFact({ exists: false }) } }],
});

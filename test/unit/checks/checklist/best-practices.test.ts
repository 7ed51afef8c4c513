import bestPractices from '../../../../src/checks/checklist/best-practices.js';
import type { ResultSoFar } from '../../../../src/model/facts/admission.js';
import { testCheck } from '../../../support/test-check.js';

const result = (outcome: ResultSoFar['outcome']): ResultSoFar => ({
  id: 'lifecycle/stops-on-sigterm',
  title: 'It holds',
  outcome,
  severity: 'error',
  ...(outcome === 'pass' ? {} : { words: 'It does not hold.' }),
});

testCheck(bestPractices, {
  pass: [{ name: 'a check that passes', facts: { results: [result('pass')] } }],
  fail: [
    {
      name: 'a check that fails',
      facts: { results: [result('fail')] },
      messages: ['It stops in time when it is asked to: It does not hold.'],
    },
  ],
  notApplicable: [{ name: 'nothing that was asked', facts: { results: [] } }],
});

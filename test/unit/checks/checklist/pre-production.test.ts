import preProduction from '../../../../src/checks/checklist/pre-production.js';
import type { ResultSoFar } from '../../../../src/model/facts/admission.js';
import { testCheck } from '../../../support/test-check.js';

const result = (outcome: ResultSoFar['outcome']): ResultSoFar => ({
  id: 'dockerfile/multi-stage',
  title: 'It holds',
  outcome,
  severity: 'error',
  ...(outcome === 'pass' ? {} : { words: 'It does not hold.' }),
});

testCheck(preProduction, {
  pass: [{ name: 'a check that passes', facts: { results: [result('pass')] } }],
  fail: [
    {
      name: 'a check that fails',
      facts: { results: [result('fail')] },
      messages: ['Multi-stage build: It does not hold.'],
    },
  ],
  notApplicable: [{ name: 'nothing that was asked', facts: { results: [] } }],
});

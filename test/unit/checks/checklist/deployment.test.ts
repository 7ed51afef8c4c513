import deployment from '../../../../src/checks/checklist/deployment.js';
import type { ResultSoFar } from '../../../../src/model/facts/admission.js';
import { testCheck } from '../../../support/test-check.js';

const result = (outcome: ResultSoFar['outcome']): ResultSoFar => ({
  id: 'health/endpoint-answers',
  title: 'It holds',
  outcome,
  severity: 'error',
  ...(outcome === 'pass' ? {} : { words: 'It does not hold.' }),
});

testCheck(deployment, {
  pass: [{ name: 'a check that passes', facts: { results: [result('pass')] } }],
  fail: [
    {
      name: 'a check that fails',
      facts: { results: [result('fail')] },
      messages: ['The health endpoint answers: It does not hold.'],
    },
  ],
  notApplicable: [{ name: 'nothing that was asked', facts: { results: [] } }],
});

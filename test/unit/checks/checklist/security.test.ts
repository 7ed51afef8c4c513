import security from '../../../../src/checks/checklist/security.js';
import type { ResultSoFar } from '../../../../src/model/facts/admission.js';
import { testCheck } from '../../../support/test-check.js';

const result = (outcome: ResultSoFar['outcome']): ResultSoFar => ({
  id: 'image/non-root-user',
  title: 'It holds',
  outcome,
  severity: 'error',
  ...(outcome === 'pass' ? {} : { words: 'It does not hold.' }),
});

testCheck(security, {
  pass: [{ name: 'a check that passes', facts: { results: [result('pass')] } }],
  fail: [
    {
      name: 'a check that fails',
      facts: { results: [result('fail')] },
      messages: ['The container runs as a user that is not root: It does not hold.'],
    },
  ],
  notApplicable: [{ name: 'nothing that was asked', facts: { results: [] } }],
});

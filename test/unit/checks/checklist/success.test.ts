import success from '../../../../src/checks/checklist/success.js';
import type { ResultSoFar } from '../../../../src/model/facts/admission.js';
import { testCheck } from '../../../support/test-check.js';

const result = (outcome: ResultSoFar['outcome']): ResultSoFar => ({
  id: 'project/docs-present',
  title: 'It holds',
  outcome,
  severity: 'error',
  ...(outcome === 'pass' ? {} : { words: 'It does not hold.' }),
});

testCheck(success, {
  pass: [{ name: 'a check that passes', facts: { results: [result('pass')] } }],
  fail: [
    {
      name: 'a check that fails',
      facts: { results: [result('fail')] },
      messages: [
        'Documentation is complete: It does not hold.',
        'Ready for production: It does not hold.',
        'How it is tested is documented: It does not hold.',
      ],
    },
  ],
  notApplicable: [{ name: 'nothing that was asked', facts: { results: [] } }],
});

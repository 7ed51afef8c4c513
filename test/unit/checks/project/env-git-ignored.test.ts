import check from '../../../../src/checks/project/env-git-ignored.js';
import { environmentFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [{ name: 'a file that is ignored', facts: { environment: environmentFact() } }],
  fail: [
    {
      name: 'a file that is tracked',
      facts: { environment: environmentFact({ gitTracked: true }) },
      messages: ['.env is tracked by Git.'],
    },
    {
      name: 'no rule',
      facts: { environment: environmentFact({ gitIgnored: false }) },
      messages: ['No rule of .gitignore covers .env.'],
    },
  ],
  notApplicable: [
    { name: 'no Git', facts: { environment: environmentFact({ gitIgnored: undefined, gitTracked: undefined }) } },
  ],
});

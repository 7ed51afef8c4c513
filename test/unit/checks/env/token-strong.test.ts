import check from '../../../../src/checks/env/token-strong.js';
import { entry, environmentFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const token = (overrides: Parameters<typeof entry>[1]) => ({
  environment: environmentFact({ entries: [entry('SERVICE_AUTH_TOKEN', overrides)] }),
});

testCheck(check, {
  pass: [{ name: '32 random bytes', facts: token({}) }],
  fail: [
    {
      name: 'a placeholder',
      facts: token({ placeholder: true, length: 8 }),
      messages: ['SERVICE_AUTH_TOKEN is a placeholder; the server starts with it, and anyone can guess it.'],
    },
    {
      name: 'a short one',
      facts: token({ length: 20, distinct: 18 }),
      messages: [
        'SERVICE_AUTH_TOKEN has 20 characters, fewer than 43; the server starts with it, and it can be guessed.',
      ],
    },
    {
      name: 'one that repeats',
      facts: token({ distinct: 3 }),
      messages: ['SERVICE_AUTH_TOKEN repeats a few characters; the server starts with it, and it can be guessed.'],
    },
    {
      name: 'one that URLs change',
      facts: token({ urlSafe: false }),
      messages: ['SERVICE_AUTH_TOKEN has characters other than letters, digits, "-" and "_".'],
    },
  ],
  notApplicable: [
    { name: 'no token', facts: token({ empty: true, length: 0 }) },
    {
      name: 'tokens of others',
      facts: { environment: environmentFact({ entries: [entry('GITHUB_TOKEN', { length: 8 })] }) },
    },
  ],
});

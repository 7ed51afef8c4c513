import check from '../../../../src/checks/env/token-matches-backend.js';
import type { Facts } from '../../../../src/model/facts.js';
import { testCheck } from '../../../support/test-check.js';

type Holder = Facts['serviceTokens'][number];
const holder = (overrides: Partial<Holder>): Holder => ({
  file: '.env',
  line: 1,
  variable: 'SERVICE_AUTH_TOKEN',
  setup: '.env',
  group: 0,
  ...overrides,
});
const service = (name: string, group: number | undefined, setup = 'compose.yaml'): Holder => ({
  file: 'compose.yaml',
  line: 3,
  service: name,
  variable: 'SERVICE_AUTH_TOKEN',
  setup,
  ...(group !== undefined && { group }),
});

testCheck(check, {
  pass: [
    { name: 'one token', facts: { serviceTokens: [holder({}), holder({ file: 'backend/.env' })] } },
    {
      name: 'another one for production',
      facts: { serviceTokens: [service('a', 0), service('b', 0), service('a', 1, 'prod'), service('b', 1, 'prod')] },
    },
    { name: 'none yet', facts: { serviceTokens: [service('a', undefined), service('b', undefined)] } },
  ],
  fail: [
    {
      name: 'two files',
      facts: { serviceTokens: [holder({}), holder({ file: 'backend/.env', group: 1 })] },
      messages: ['SERVICE_AUTH_TOKEN of backend/.env is another than that of .env.'],
    },
    {
      name: 'two services, in each setup',
      facts: { serviceTokens: [service('a', 0), service('b', 1), service('a', 0, 'prod'), service('b', 1, 'prod')] },
      messages: ['SERVICE_AUTH_TOKEN of the service "b" is another than that of the service "a".'],
    },
    {
      name: 'one side only',
      facts: { serviceTokens: [service('a', undefined), service('b', 0)] },
      messages: ['SERVICE_AUTH_TOKEN is empty for the service "a", and the service "b" has one.'],
    },
  ],
  notApplicable: [{ name: 'one place', facts: { serviceTokens: [holder({})] } }],
});

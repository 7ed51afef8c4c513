import { expect, it } from 'vitest';
import check from '../../../../src/checks/env/complete.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import { entry, environmentFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

it('offers a fix only for what it can fill in', () => {
  const environment = environmentFact({ required: ['API_KEY', 'MCP_PORT'], exampleKeys: ['MCP_PORT'] });
  const { findings } = runCheck(check, { environment: { status: 'known', value: environment } });
  expect(findings.map(({ fix }) => fix)).toEqual([undefined, 'env/complete']);
});

testCheck(check, {
  pass: [
    { name: 'nothing required', facts: { environment: environmentFact() } },
    {
      name: 'everything set, and one that may stay empty',
      facts: {
        environment: environmentFact({
          required: ['API_KEY'],
          exampleKeys: ['API_KEY', 'MCP_PORT'],
          entries: [entry('API_KEY'), entry('MCP_PORT', { empty: true })],
        }),
      },
    },
    {
      name: 'a token that services get in a file',
      facts: {
        environment: environmentFact({ entries: [entry('FASTAPI_BASE_URL')], asFiles: ['SERVICE_AUTH_TOKEN'] }),
      },
    },
    { name: 'no file, and none wanted', facts: { environment: environmentFact({ exists: false }) } },
  ],
  fail: [
    {
      name: 'no file',
      facts: {
        environment: environmentFact({ exists: false, required: ['API_KEY'], exampleKeys: ['API_KEY', 'PORT'] }),
      },
      messages: [
        'API_KEY is required and not set: there is no .env.',
        'There is no .env, and .env.example shows PORT.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'no file and a long example',
      facts: { environment: environmentFact({ exists: false, exampleKeys: 'ABCDEFGHIJ'.split('') }) },
      messages: ['There is no .env, and .env.example shows A, B, C, D, E, F, G, H, and 2 more.'],
      severities: ['warning'],
    },
    {
      name: 'a required variable missing and one empty',
      facts: {
        environment: environmentFact({ required: ['A', 'B'], entries: [entry('B', { empty: true, line: 4 })] }),
      },
      messages: ['A is required and not set.', 'B is required and empty.'],
    },
    {
      name: 'a backend without its token',
      facts: { environment: environmentFact({ entries: [entry('FASTAPI_BASE_URL')] }) },
      messages: ['SERVICE_AUTH_TOKEN is required and not set.'],
    },
    {
      name: 'backend storage without an address',
      facts: {
        environment: environmentFact({
          entries: [entry('STORAGE', { value: 'backend' }), entry('SERVICE_AUTH_TOKEN')],
        }),
      },
      messages: ['FASTAPI_BASE_URL is required and not set.'],
    },
    {
      name: 'what only the example has',
      facts: { environment: environmentFact({ exampleKeys: ['MCP_LOG_LEVEL'] }) },
      messages: ['MCP_LOG_LEVEL is in .env.example and not in .env.'],
      severities: ['warning'],
    },
  ],
});

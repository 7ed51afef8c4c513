import { expect } from 'vitest';
import withoutNetwork from '../../../../src/checks/start/without-network.js';
import { coldStart } from '../../../support/lifecycle-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const facts = (differing: Parameters<typeof coldStart>[0] = {}) => ({
  coldStart: coldStart(differing),
  settings: settings(),
});

testCheck(withoutNetwork, {
  pass: [
    { name: 'an answer everywhere', facts: facts() },
    {
      name: 'trouble with something else than the network',
      facts: facts({ 'read-only': { exited: exit({ lastLines: ['Error: EROFS'] }) } }),
    },
  ],
  fail: [
    {
      name: 'a server that ends without a network',
      facts: facts({
        'without-network': { exited: exit({ lastLines: ['Error: getaddrinfo EAI_AGAIN api.example.com'] }) },
      }),
      messages: [
        'Without a network: the container exited after 0.3 s with code 1: Error: getaddrinfo EAI_AGAIN api.example.com.',
      ],
      remedies: [expect.stringContaining('network in which that name exists') as string],
    },
    {
      name: 'a server that waits for what does not answer',
      facts: facts({ 'unreachable-network': { firstAnswerMs: 11_034 } }),
      messages: ['With a network on which nothing answers, the first MCP answer came 11 s after the start.'],
    },
    {
      name: 'a server that waits too long to be waited for',
      facts: facts({ 'unreachable-network': { waitedMs: 20_000, error: 'no answer within 20.0 s' } }),
      messages: ['With a network on which nothing answers, it does not answer within 20 s.'],
    },
  ],
  notApplicable: [
    {
      name: 'an engine that cannot',
      facts: facts({ 'without-network': { notTried: 'no' }, 'unreachable-network': { notTried: 'no' } }),
    },
  ],
});

import memoryWithinBudget from '../../../../src/checks/resources/memory-within-budget.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const MIB = 1024 ** 2;

testCheck(memoryWithinBudget, {
  pass: [
    {
      name: 'a small server',
      facts: { settings: settings(), memory: { usageBytes: 60 * MIB, limitBytes: 16_000 * MIB } },
    },
  ],
  fail: [
    {
      name: 'a server over its budget',
      facts: { settings: settings(), memory: { usageBytes: 600 * MIB, command: 'docker run --rm weather' } },
      messages: ['After the run the server uses 629 MB, over its budget of 537 MB.'],
    },
    {
      name: 'a server close to the limit of its container',
      facts: { settings: settings(), memory: { usageBytes: 90 * MIB, limitBytes: 100 * MIB } },
      messages: ['After the run the server uses 94 MB, close to its budget of 105 MB.'],
      severities: ['warning'],
    },
  ],
});

import cpuIdle from '../../../../src/checks/resources/cpu-idle.js';
import { settings } from '../../../support/mcp-facts.js';
import { COMMAND } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const idle = (percent: number, mode: 'http' | 'stdio' = 'http') => ({
  idleCpu: { percent, windows: [percent + 3, percent], windowMs: 1_000, mode, command: COMMAND },
});
const limited = settings({ budgets: { ...settings().budgets, idleCpu: 2 } });

testCheck(cpuIdle, {
  pass: [
    { name: 'an idle server', facts: { ...idle(0.2), settings: settings() } },
    { name: 'a server just within', facts: { ...idle(30), settings: settings() } },
  ],
  fail: [
    {
      name: 'a server that spins',
      facts: { ...idle(97.4), settings: settings() },
      messages: ['Asked nothing, the server uses 97 % of a core (HTTP).'],
    },
    {
      name: 'one over its own limit',
      facts: { ...idle(4, 'stdio'), settings: limited },
      messages: ['Asked nothing, the server uses 4 % of a core (stdio).'],
    },
  ],
});

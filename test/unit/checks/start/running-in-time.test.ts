import runningInTime from '../../../../src/checks/start/running-in-time.js';
import { settings } from '../../../support/mcp-facts.js';
import { exit, start } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const http = (overrides = {}) => ({ transport: 'http' as const, ...start(overrides) });

testCheck(runningInTime, {
  pass: [
    { name: 'a quick start', facts: { settings: settings(), starts: [http()] } },
    { name: 'one that exits after it ran', facts: { settings: settings(), starts: [http({ exited: exit() })] } },
  ],
  fail: [
    {
      name: 'a slow start of one of two',
      facts: { settings: settings(), starts: [http({ startCallMs: 2_400 }), { ...http(), transport: 'stdio' }] },
      messages: ['The container ran 2.4 s after the start call (http).'],
    },
  ],
  notApplicable: [
    {
      name: 'a container that was found running',
      facts: { settings: settings(), starts: [http({ foundRunning: true })] },
    },
    {
      name: 'a program that does not exist',
      facts: { settings: settings(), starts: [http({ exited: exit({ exitCode: 127 }) })] },
    },
  ],
});

import stopsOnSigterm from '../../../../src/checks/lifecycle/stops-on-sigterm.js';
import { testCheck } from '../../../support/test-check.js';

const stop = { how: 'SIGTERM' as const, budgetMs: 5_000, command: 'docker run --rm weather' };

testCheck(stopsOnSigterm, {
  pass: [
    { name: 'a handler that ends with 0', facts: { httpStop: { ...stop, durationMs: 130, exitCode: 0 } } },
    { name: 'the default of the signal', facts: { httpStop: { ...stop, durationMs: 130, exitCode: 143 } } },
  ],
  fail: [
    {
      name: 'a server that must be killed',
      facts: { httpStop: { ...stop, exitCode: 137 } },
      messages: ['5.0 s after SIGTERM the server still ran and was killed (no init).'],
    },
    {
      name: 'a server that waits for its clients to go',
      facts: { httpStop: { ...stop, exitCode: 137, stream: { openedBy: 'GET', url: 'http://127.0.0.1:3000/mcp' } } },
      messages: ['5.0 s after SIGTERM the server still ran and was killed (no init, with a client connected).'],
    },
    {
      name: 'a stdio server that must be killed',
      facts: { httpStop: { ...stop, mode: 'stdio', exitCode: 137 } },
      messages: ['5.0 s after SIGTERM the server still ran and was killed (no init, over stdio).'],
      severities: ['warning'],
    },
    {
      name: 'a server that fails while it stops',
      facts: { httpStop: { ...stop, durationMs: 90, exitCode: 1 } },
      messages: ['After SIGTERM the server ended with exit code 1, not 0 or 143.'],
    },
  ],
});

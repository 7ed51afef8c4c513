import noRestarts from '../../../../src/checks/start/no-restarts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const state = { running: true, restartCount: 0, oomKilled: false, command: 'docker run --rm weather' };

testCheck(noRestarts, {
  pass: [{ name: 'a container that still runs', facts: { containerState: state } }],
  fail: [
    {
      name: 'one that was restarted',
      facts: { containerState: { ...state, restartCount: 3 } },
      messages: ['The engine has restarted the container 3 times.'],
    },
    {
      name: 'one that ended while it was asked',
      facts: {
        containerState: { ...state, running: false, exited: exit({ afterMs: 2_100, lastLines: ['TypeError: boom'] }) },
      },
      messages: ['The container exited after 2.1 s with code 1: TypeError: boom, while it was being asked.'],
    },
    {
      name: 'one found running that then ran out of memory',
      facts: { containerState: { ...state, running: false, oomKilled: true, exitCode: 137 } },
      messages: ['The container stopped with code 137: it ran out of memory, while it was being asked.'],
    },
  ],
});

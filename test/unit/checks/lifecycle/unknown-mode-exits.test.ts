import unknownModeExits from '../../../../src/checks/lifecycle/unknown-mode-exits.js';
import type { Facts } from '../../../../src/model/facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const start = (overrides: Partial<Facts['unknownMode']>): Pick<Facts, 'unknownMode'> => ({
  unknownMode: {
    mode: 'no-such-mode',
    known: ['http', 'stdio'],
    answered: false,
    named: true,
    wroteStderr: true,
    command: 'docker run --rm -i acme/weather:1.2.0 no-such-mode',
    ...overrides,
  },
});
const said = ['Unknown mode no-such-mode: http or stdio.'];

testCheck(unknownModeExits, {
  pass: [{ name: 'an end that says why', facts: start({ exited: exit({ lastLines: said }) }) }],
  fail: [
    {
      name: 'a server that takes it for another one',
      facts: start({ answered: true }),
      messages: ['Started with the mode "no-such-mode", it serves as if that was one; it has http and stdio.'],
    },
    {
      name: 'a server that hangs',
      facts: start({}),
      messages: ['Started with the mode "no-such-mode", it neither serves nor ends; it has http and stdio.'],
    },
    {
      name: 'code 0',
      facts: start({ exited: exit({ exitCode: 0, lastLines: said }) }),
      messages: ['Started with the mode "no-such-mode", it ends with code 0, as if all was well.'],
    },
    {
      name: 'a message on stdout alone',
      facts: start({ exited: exit({ lastLines: said }), wroteStderr: false }),
      messages: [
        'The container exited after 0.3 s with code 1: Unknown mode no-such-mode: http or stdio. Nothing of it is on stderr.',
      ],
    },
    {
      name: 'a message without the mode',
      facts: start({ exited: exit({ lastLines: ['Error: bad arguments'] }), named: false }),
      messages: [
        'The container exited after 0.3 s with code 1: Error: bad arguments. The message does not name the mode "no-such-mode".',
      ],
    },
  ],
});

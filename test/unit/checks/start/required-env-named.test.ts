import requiredEnvNamed from '../../../../src/checks/start/required-env-named.js';
import type { Facts } from '../../../../src/model/facts.js';
import { CLIENT_COMMAND } from '../../../support/lifecycle-facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Row = Facts['requiredVariables'][number];
const without = (overrides: Partial<Row>): Pick<Facts, 'requiredVariables'> => ({
  requiredVariables: [
    { variable: 'API_KEY', saidBy: 'config', answered: false, named: true, command: CLIENT_COMMAND, ...overrides },
  ],
});

testCheck(requiredEnvNamed, {
  pass: [
    { name: 'an end that names it', facts: without({ exited: exit({ lastLines: ['API_KEY is required'] }) }) },
    { name: 'an end just in time', facts: without({ exited: exit({ afterMs: 4_900 }) }) },
  ],
  fail: [
    {
      name: 'a server that does not name it',
      facts: without({ exited: exit({ lastLines: ['KeyError'] }), named: false }),
      messages: ['The server ended with code 1 for want of API_KEY, and did not name API_KEY.'],
    },
    {
      name: 'several of which none is named',
      facts: without({ variable: 'A_KEY, B_KEY', saidBy: 'server', exited: exit(), named: false }),
      messages: ['The server ended with code 1 for want of A_KEY, B_KEY, and did not name any of A_KEY, B_KEY.'],
    },
    {
      name: 'code 0',
      facts: without({ exited: exit({ exitCode: 0 }) }),
      messages: ['Without API_KEY the server ends with code 0, as if all was well.'],
    },
    {
      name: 'a late end',
      facts: without({ exited: exit({ afterMs: 6_000 }) }),
      messages: ['Without API_KEY the server ended only 6.0 s after its start.'],
    },
    {
      name: 'a server that hangs',
      facts: without({}),
      messages: ['Without API_KEY the server neither answers nor ends within 5.0 s.'],
    },
    {
      name: 'a server that does without it',
      facts: without({ answered: true }),
      messages: ['Without API_KEY the server starts and answers, although server.requiredEnv names it.'],
      severities: ['warning'],
    },
  ],
});

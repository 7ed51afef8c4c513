import check from '../../../../src/checks/host/compose-available.js';
import { projectFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const project = projectFact();

testCheck(check, {
  pass: [
    { name: 'the plugin', facts: { project, compose: { installed: true, kind: 'plugin', version: '2.40.0' } } },
    { name: 'a letter before it', facts: { project, compose: { installed: true, kind: 'plugin', version: 'v5.0.0' } } },
    { name: 'version 2 alone', facts: { project, compose: { installed: true, kind: 'standalone', version: '2.1.1' } } },
  ],
  fail: [
    {
      name: 'nothing',
      facts: {
        project,
        compose: { installed: false, kind: 'none', problem: 'The docker command is not on the PATH.' },
      },
      messages: ['The docker command is not on the PATH.'],
    },
    {
      name: 'version 1',
      facts: { project, compose: { installed: true, kind: 'standalone', version: '1.29.2' } },
      messages: ['docker-compose is version 1.29.2.'],
    },
  ],
  notApplicable: [
    {
      name: 'no Compose file',
      facts: { project: projectFact({ composeFiles: [] }), compose: { installed: false, kind: 'none' } },
    },
  ],
});

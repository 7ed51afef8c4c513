import check from '../../../../src/checks/project/config-valid.js';
import { projectFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [{ name: 'a valid config', facts: { project: projectFact() } }],
  fail: [
    {
      name: 'a fault',
      facts: { project: projectFact({ config: { path: 'mcp-dock.yaml', problem: 'nmae is no known key.', line: 2 } }) },
      messages: ['nmae is no known key.'],
    },
  ],
  notApplicable: [{ name: 'no config', facts: { project: projectFact({ config: undefined }) } }],
});

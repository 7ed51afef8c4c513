import check from '../../../../src/checks/project/dockerfile-present.js';
import { projectFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    { name: 'a Dockerfile', facts: { project: projectFact() } },
    { name: 'a Dockerfile and nothing else', facts: { project: projectFact({ config: undefined, composeFiles: [] }) } },
  ],
  fail: [
    {
      name: 'none',
      facts: { project: projectFact({ dockerfile: undefined }) },
      messages: ['The project has no Dockerfile.'],
    },
    {
      name: 'a fault',
      facts: { project: projectFact({ dockerfile: { path: 'Dockerfile', problem: 'it is empty.' } }) },
      messages: ['The Dockerfile cannot be built: it is empty.'],
    },
  ],
  notApplicable: [
    {
      name: 'no project',
      facts: { project: projectFact({ config: undefined, dockerfile: undefined, composeFiles: [] }) },
    },
  ],
});

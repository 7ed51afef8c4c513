import check from '../../../../src/checks/project/dockerfile-present.js';
import { projectFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [
    { name: 'a Dockerfile', facts: { project: projectFact() } },
    { name: 'a Dockerfile and nothing else', facts: { project: projectFact({ config: undefined, composeFiles: [] }) } },
    {
      name: 'Dockerfiles of services',
      facts: {
        project: projectFact({ config: undefined, dockerfile: undefined, otherDockerfiles: ['web/Dockerfile'] }),
      },
    },
  ],
  fail: [
    {
      name: 'none',
      facts: { project: projectFact({ dockerfile: undefined }) },
      messages: ['The project has no Dockerfile.'],
    },
    {
      name: 'a service that is built by nothing',
      facts: { project: projectFact({ config: undefined, dockerfile: undefined, builtServices: ['web'] }) },
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
      name: 'services that are pulled',
      facts: { project: projectFact({ config: undefined, dockerfile: undefined, builtServices: [] }) },
    },
    {
      name: 'no project',
      facts: { project: projectFact({ config: undefined, dockerfile: undefined, composeFiles: [] }) },
    },
  ],
});

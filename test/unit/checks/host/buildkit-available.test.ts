import check from '../../../../src/checks/host/buildkit-available.js';
import { engineFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(check, {
  pass: [{ name: 'BuildKit', facts: { engine: engineFact() } }],
  fail: [
    {
      name: 'Windows containers',
      facts: { engine: engineFact({ buildkit: false, os: 'windows' }) },
      messages: ['The engine 28.5.1 (windows) offers no BuildKit.'],
    },
    {
      name: 'Podman',
      facts: { engine: engineFact({ buildkit: false, kind: 'podman', version: '5.4.0' }) },
      messages: ['Podman 5.4.0 builds with Buildah, which takes cache mounts but no secrets through this API.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'no engine', facts: { engine: engineFact({ reachable: false, buildkit: false }) } }],
});

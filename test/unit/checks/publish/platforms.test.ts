import platforms from '../../../../src/checks/publish/platforms.js';
import { testCheck } from '../../../support/test-check.js';

const reference = 'ghcr.io/acme/weather:1.2.0';
const having = (...names: string[]) => ({ published: { reference, status: 'reachable' as const, platforms: names } });

testCheck(platforms, {
  pass: [
    { name: 'both', facts: having('linux/amd64', 'linux/arm64') },
    { name: 'a variant', facts: having('linux/amd64', 'linux/arm64/v8', 'linux/s390x') },
  ],
  fail: [
    {
      name: 'one alone',
      facts: having('linux/amd64'),
      messages: ['ghcr.io/acme/weather:1.2.0 has no linux/arm64.'],
    },
    {
      name: 'none of them',
      facts: having('windows/amd64'),
      messages: ['ghcr.io/acme/weather:1.2.0 has no linux/amd64, no linux/arm64.'],
    },
  ],
  unknown: [
    {
      name: 'a registry that wants a login',
      facts: { published: { reference, status: 'unauthorized', message: 'denied' } },
      reason: 'The registry does not show ghcr.io/acme/weather:1.2.0 without a login: denied',
    },
    {
      name: 'an engine that does not tell',
      facts: { published: { reference, status: 'reachable' } },
      reason: 'The engine does not tell which platforms ghcr.io/acme/weather:1.2.0 has.',
    },
  ],
  notApplicable: [{ name: 'what was not pushed', facts: { published: { reference, status: 'not-found' } } }],
});

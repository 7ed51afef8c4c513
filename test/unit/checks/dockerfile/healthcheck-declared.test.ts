import check from '../../../../src/checks/dockerfile/healthcheck-declared.js';
import { dockerfile, settingsFact } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HTTP = settingsFact({ http: { port: 3000, path: '/mcp' } });
const STDIO = settingsFact({ stdio: {} });

testCheck(check, {
  pass: [
    { name: 'a probe', facts: { ...HTTP, ...dockerfile('FROM a:1\nHEALTHCHECK CMD ["node", "x.js"]\n') } },
    {
      name: 'the probe of the stage below',
      facts: { ...HTTP, ...dockerfile('FROM a:1 AS b\nHEALTHCHECK CMD x\nFROM b\n') },
    },
  ],
  fail: [
    {
      name: 'none',
      facts: { ...HTTP, ...dockerfile('FROM a:1\n') },
      messages: ['The image serves HTTP on port 3000, and its Dockerfile has no HEALTHCHECK.'],
    },
    {
      name: 'one that is switched off',
      facts: { ...HTTP, ...dockerfile('FROM a:1\nHEALTHCHECK CMD x\nHEALTHCHECK none\n') },
      messages: ['The image serves HTTP on port 3000, and its Dockerfile switches its health check off.'],
    },
    {
      name: 'one in a stage that is left behind',
      facts: { ...HTTP, ...dockerfile('FROM a:1 AS b\nHEALTHCHECK CMD x\nFROM a:1\n') },
      messages: ['The image serves HTTP on port 3000, and its Dockerfile has no HEALTHCHECK.'],
    },
    {
      name: 'a port, where nobody says what it is for',
      facts: { ...settingsFact({}, 'target'), ...dockerfile('FROM a:1\nEXPOSE 8000\n') },
      messages: ['The image exposes a port, and its Dockerfile has no HEALTHCHECK.'],
    },
    {
      name: 'a further image with a port',
      facts: { ...STDIO, ...dockerfile('FROM a:1\nEXPOSE 8000\n', { main: false }) },
      messages: ['The image exposes a port, and its Dockerfile has no HEALTHCHECK.'],
    },
  ],
  notApplicable: [
    { name: 'stdio only', facts: { ...STDIO, ...dockerfile('FROM a:1\nEXPOSE 3000\n') } },
    { name: 'no port', facts: { ...settingsFact({}, 'target'), ...dockerfile('FROM a:1\n') } },
  ],
});

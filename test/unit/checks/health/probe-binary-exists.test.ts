import probeBinaryExists from '../../../../src/checks/health/probe-binary-exists.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Resolved = ReturnType<typeof imageContents>['resolved'];
const facts = (test: string[], resolved: Resolved) => ({
  imageConfig: imageConfig({ path: '/usr/bin', healthcheck: { test } }),
  imageContents: imageContents({ resolved }),
});

testCheck(probeBinaryExists, {
  pass: [
    {
      name: 'a program that is there',
      facts: facts(
        ['CMD', 'node', 'h.js'],
        [
          { asked: 'node', role: 'healthcheck', path: '/usr/bin/node', executable: true },
          { asked: 'h.js', role: 'healthcheck-file', path: '/app/h.js', executable: true },
        ],
      ),
    },
    {
      name: 'an entrypoint that is missing',
      facts: facts(['CMD', 'node'], [{ asked: 'x', role: 'entrypoint', executable: false }]),
    },
  ],
  fail: [
    {
      name: 'curl in a slim image',
      facts: facts(
        ['CMD-SHELL', 'curl -f http://127.0.0.1/ || exit 1'],
        [
          { asked: '/bin/sh', role: 'healthcheck', path: '/usr/bin/dash', executable: true },
          { asked: 'curl', role: 'healthcheck', executable: false },
        ],
      ),
      messages: ['The health check names the program "curl", which is not in the image (PATH /usr/bin).'],
    },
    {
      name: 'shell form without a shell',
      facts: facts(['CMD-SHELL', 'true'], [{ asked: '/bin/sh', role: 'healthcheck', executable: false }]),
      messages: ['The health check names the program "/bin/sh", which is not in the image.'],
    },
    {
      name: 'a script that the user may not read',
      facts: facts(
        ['CMD', 'node', '/app/h.js'],
        [{ asked: '/app/h.js', role: 'healthcheck-file', path: '/app/h.js', executable: false }],
      ),
      messages: ['The health check names "/app/h.js", and the user 1000:1000 may not read /app/h.js.'],
    },
  ],
  notApplicable: [{ name: 'no health check', facts: facts(['NONE'], []) }],
});

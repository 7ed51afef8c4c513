import entrypointExists from '../../../../src/checks/image/entrypoint-exists.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Resolved = ReturnType<typeof imageContents>['resolved'];
const facts = (resolved: Resolved, config: Parameters<typeof imageConfig>[0] = {}) => ({
  imageConfig: imageConfig({ path: '/usr/bin', ...config }),
  imageContents: imageContents({ resolved }),
});

testCheck(entrypointExists, {
  pass: [
    {
      name: 'a program and its script',
      facts: facts([
        { asked: 'node', role: 'entrypoint', path: '/usr/bin/node', executable: true },
        { asked: 'server.js', role: 'entrypoint-file', path: '/app/server.js', executable: true },
      ]),
    },
    { name: 'a probe that is missing', facts: facts([{ asked: 'curl', role: 'healthcheck', executable: false }]) },
  ],
  fail: [
    {
      name: 'nothing to start',
      facts: facts([], { entrypoint: [], cmd: [] }),
      messages: ['The image config names neither ENTRYPOINT nor CMD: nothing is started.'],
    },
    {
      name: 'a program that is not there',
      facts: facts([
        { asked: 'node', role: 'entrypoint', executable: false },
        { asked: '/app/server', role: 'cmd', executable: false },
      ]),
      messages: [
        'The start command names the program "node", which is not in the image (PATH /usr/bin).',
        'The start command names the program "/app/server", which is not in the image.',
      ],
    },
    {
      name: 'a script that is not there',
      facts: facts([
        { asked: 'dist/a.js', role: 'entrypoint-file', executable: false },
        { asked: '/app/a.js', role: 'entrypoint-file', executable: false },
      ]),
      messages: [
        'The start command names the file "dist/a.js" (from the working directory /app), which is not in the image.',
        'The start command names the file "/app/a.js", which is not in the image.',
      ],
    },
    {
      name: 'rights that are missing',
      facts: facts([
        { asked: 'run.sh', role: 'entrypoint', path: '/app/run.sh', executable: false },
        { asked: 'a.js', role: 'entrypoint-file', path: '/root/a.js', executable: false },
      ]),
      messages: [
        'The start command names "run.sh", and the user 1000:1000 may not run /app/run.sh.',
        'The start command names "a.js", and the user 1000:1000 may not read /root/a.js.',
      ],
    },
    {
      name: 'an interpreter that is not there',
      facts: facts([{ asked: '/bin/bash', role: 'entrypoint', executable: false, via: '/app/run.sh' }]),
      messages: ['The first line of /app/run.sh asks for "/bin/bash", which is not in the image.'],
    },
    {
      name: 'a script with Windows line endings',
      facts: facts([{ asked: String.raw`/bin/sh\u000d`, role: 'entrypoint', executable: false, via: '/app/run.sh' }]),
      messages: [
        String.raw`The first line of /app/run.sh asks for "/bin/sh\u000d", which is not in the image: the file has Windows line endings (CRLF).`,
      ],
    },
  ],
});

import noSetuidSurprise from '../../../../src/checks/image/no-setuid-surprise.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
];
const facts = (setuid: { path: string; layer: number }[]) => ({
  imageConfig: imageConfig(),
  imageContents: imageContents({ layers, setuid }),
});

testCheck(noSetuidSurprise, {
  pass: [
    { name: 'none', facts: facts([]) },
    { name: 'whatever the base has', facts: facts([{ path: '/opt/base/tool', layer: 0 }]) },
    {
      name: 'programs of the system that a package brought',
      facts: facts([
        { path: '/usr/bin/su', layer: 1 },
        { path: '/bin/mount', layer: 1 },
        { path: '/sbin/unix_chkpwd', layer: 1 },
      ]),
    },
  ],
  fail: [
    {
      name: 'a program of its own',
      facts: facts([{ path: '/usr/local/bin/su', layer: 1 }]),
      messages: ['The image holds 1 setuid or setgid program of its own: /usr/local/bin/su.'],
    },
    {
      name: 'sudo',
      facts: facts([
        { path: '/usr/bin/passwd', layer: 1 },
        { path: '/usr/bin/sudo', layer: 1 },
      ]),
      messages: ['The image holds 1 setuid or setgid program of its own: /usr/bin/sudo.'],
    },
  ],
});

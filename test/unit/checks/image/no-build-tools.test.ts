import noBuildTools from '../../../../src/checks/image/no-build-tools.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
];
const facts = (contents: Parameters<typeof imageContents>[0]) => ({
  imageConfig: imageConfig(),
  imageContents: imageContents({ layers, ...contents }),
});

testCheck(noBuildTools, {
  pass: [
    { name: 'neither', facts: facts({}) },
    {
      name: 'lists of the base',
      facts: facts({ packageCaches: [{ path: '/var/lib/apt/lists', layer: 0, sizeBytes: 9 }] }),
    },
    {
      name: 'the log of a package manager',
      facts: facts({ packageCaches: [{ path: '/root/.npm', layer: 1, sizeBytes: 43_000 }] }),
    },
    { name: 'an empty cache', facts: facts({ packageCaches: [{ path: '/root/.npm', layer: 1, sizeBytes: 0 }] }) },
  ],
  fail: [
    {
      name: 'compilers, of the base too',
      facts: facts({
        buildTools: [
          { path: '/usr/bin/gcc-12', layer: 1, sizeBytes: 1_000_000 },
          { path: '/usr/bin/make', layer: 0, sizeBytes: 240_000 },
        ],
      }),
      messages: ['The image holds 2 build tools: gcc-12 and make (1.2 MB).'],
    },
    {
      name: 'caches',
      facts: facts({
        packageCaches: [
          { path: '/root/.npm', layer: 1, sizeBytes: 30_000_000 },
          { path: '/var/lib/apt/lists', layer: 1, sizeBytes: 18_000_000 },
        ],
      }),
      messages: ['Package managers left 48 MB in /root/.npm and /var/lib/apt/lists.'],
    },
  ],
});

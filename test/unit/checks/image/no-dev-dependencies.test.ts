import noDevDependencies from '../../../../src/checks/image/no-dev-dependencies.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
];
const facts = (devDependencies: { name: string; path: string; layer: number }[]) => ({
  imageConfig: imageConfig(),
  imageContents: imageContents({ layers, devDependencies }),
});

testCheck(noDevDependencies, {
  pass: [
    { name: 'none', facts: facts([]) },
    { name: 'a package of the base', facts: facts([{ name: 'typescript', path: '/opt/x', layer: 0 }]) },
  ],
  fail: [
    {
      name: 'two, one of them twice',
      facts: facts([
        { name: 'typescript', path: '/app/node_modules/typescript', layer: 1 },
        { name: 'vitest', path: '/app/node_modules/vitest', layer: 1 },
        { name: 'vitest', path: '/app/packages/a/node_modules/vitest', layer: 1 },
      ]),
      messages: ['The image holds 2 development packages: typescript and vitest.'],
    },
  ],
});

import noWorldWritable from '../../../../src/checks/image/no-world-writable.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
];
const facts = (worldWritable: { path: string; layer: number }[]) => ({
  imageConfig: imageConfig(),
  imageContents: imageContents({ layers, worldWritable }),
});

testCheck(noWorldWritable, {
  pass: [
    { name: 'none', facts: facts([]) },
    { name: 'a folder of the base', facts: facts([{ path: '/srv', layer: 0 }]) },
  ],
  fail: [
    {
      name: 'a folder',
      facts: facts([{ path: '/app/data', layer: 1 }]),
      messages: ['Everyone may write 1 path outside the temporary folders: /app/data.'],
    },
  ],
});

import noIgnoredFiles from '../../../../src/checks/image/no-ignored-files.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
];
const facts = (ignoredFiles: { path: string; layer: number; sizeBytes: number }[]) => ({
  imageConfig: imageConfig(),
  imageContents: imageContents({ layers, ignoredFiles }),
});

testCheck(noIgnoredFiles, {
  pass: [
    { name: 'none', facts: facts([]) },
    { name: 'files of the base', facts: facts([{ path: '/root/.ssh', layer: 0, sizeBytes: 1 }]) },
  ],
  fail: [
    {
      name: 'history and settings',
      facts: facts([
        { path: '/app/.env', layer: 1, sizeBytes: 400 },
        { path: '/app/.git', layer: 1, sizeBytes: 3_100_000 },
      ]),
      messages: ['The image holds /app/.env and /app/.git (3.1 MB).'],
    },
    {
      name: 'many',
      facts: facts(
        ['a', 'b', 'c', 'd', 'e'].map((name) => ({ path: `/app/${name}.test.ts`, layer: 1, sizeBytes: 100 })),
      ),
      messages: ['The image holds /app/a.test.ts, /app/b.test.ts, /app/c.test.ts and 2 more (500 B).'],
    },
  ],
});

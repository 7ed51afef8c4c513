import noIgnoredFiles from '../../../../src/checks/image/no-ignored-files.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const layers = [
  { index: 0, sizeBytes: 80e6, files: 10, instruction: 'ADD file:x in / ', fromBase: true },
  { index: 1, sizeBytes: 20e6, files: 10, instruction: '/bin/sh -c apt-get install -y gcc', fromBase: false },
  { index: 2, sizeBytes: 1e6, files: 3, instruction: 'COPY . . # buildkit', fromBase: false },
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
        { path: '/app/.git', layer: 2, sizeBytes: 3_100_000 },
      ]),
      messages: ['The image holds /app/.env and /app/.git (3.1 MB).'],
      remedies: [
        'Remove /app/.env in the same RUN that writes it; list the others in .dockerignore, or copy the files that run by name instead of the whole folder.',
      ],
    },
    {
      name: 'what a COPY brought along',
      facts: facts([{ path: '/app/.git', layer: 2, sizeBytes: 400 }]),
      messages: ['The image holds /app/.git (400 B).'],
      remedies: [undefined],
    },
    {
      name: 'what a RUN wrote',
      facts: facts([{ path: '/app/.npmrc', layer: 1, sizeBytes: 400 }]),
      messages: ['The image holds /app/.npmrc (400 B).'],
      remedies: ['Remove /app/.npmrc in the same RUN that writes it: a later one leaves the layer as large as it was.'],
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

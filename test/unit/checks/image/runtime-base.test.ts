import runtimeBase from '../../../../src/checks/image/runtime-base.js';
import { imageConfig } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const base = {
  matchedLayers: 1,
  builderFroms: ['node:24'],
  finalFrom: 'debian:bookworm-slim',
  startsWithBuilder: false,
};

testCheck(runtimeBase, {
  pass: [
    {
      name: 'the layers of the final base',
      facts: { imageConfig: imageConfig(), baseImage: { ...base, matched: 'debian:bookworm-slim' } },
    },
  ],
  fail: [
    {
      name: 'the layers of the builder',
      facts: { imageConfig: imageConfig(), baseImage: { ...base, matched: 'node:24', startsWithBuilder: true } },
      messages: [
        'The image begins with the layers of a builder stage (node:24), not with those of debian:bookworm-slim.',
      ],
    },
  ],
  notApplicable: [
    { name: 'a base that the engine does not have', facts: { imageConfig: imageConfig(), baseImage: base } },
    {
      name: 'no Dockerfile',
      facts: {
        imageConfig: imageConfig(),
        baseImage: { matchedLayers: 0, builderFroms: [], startsWithBuilder: false },
      },
    },
    { name: 'no builder', facts: { imageConfig: imageConfig(), baseImage: { ...base, builderFroms: [] } } },
  ],
});

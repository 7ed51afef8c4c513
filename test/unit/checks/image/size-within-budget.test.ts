import { expect } from 'vitest';
import sizeWithinBudget from '../../../../src/checks/image/size-within-budget.js';
import { imageConfig } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const imageHistory = [{ instruction: 'COPY . .', sizeBytes: 60e6, emptyLayer: false }];
const facts = (sizeBytes: number) => ({ settings: settings(), imageConfig: imageConfig({ sizeBytes }), imageHistory });

testCheck(sizeWithinBudget, {
  pass: [
    { name: 'a small image', facts: facts(120e6) },
    { name: 'exactly the warning threshold', facts: facts(200e6) },
  ],
  fail: [
    {
      name: 'a size over the warning threshold',
      facts: facts(231e6),
      messages: ['The image is 231 MB unpacked, over 200 MB (budgets.imageSizeWarning).'],
      severities: ['warning'],
      remedies: [expect.stringContaining('`budgets.imageSizeWarning`') as string],
    },
    {
      name: 'a size over the limit',
      facts: facts(1.4e9),
      messages: ['The image is 1.4 GB unpacked, over 250 MB (budgets.imageSize).'],
      remedies: [undefined],
    },
  ],
});

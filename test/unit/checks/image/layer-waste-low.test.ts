import layerWasteLow from '../../../../src/checks/image/layer-waste-low.js';
import { imageConfig, imageContents } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

type Budgets = ReturnType<typeof settings>['budgets'];

const facts = (wastedBytes: number, totalBytes: number, budgets: Partial<Budgets> = {}) => ({
  settings: settings({ budgets: { ...settings().budgets, ...budgets } }),
  imageConfig: imageConfig(),
  imageContents: imageContents({ wastedBytes, totalBytes, wasted: [{ path: '/app/big', sizeBytes: wastedBytes }] }),
});

testCheck(layerWasteLow, {
  pass: [
    { name: 'no waste', facts: facts(0, 100e6) },
    { name: 'little waste', facts: facts(4e6, 100e6) },
    { name: 'exactly the limits', facts: facts(20e6, 400e6) },
    { name: 'a lower efficiency, which the project takes', facts: facts(6e6, 100e6, { layerEfficiency: 90 }) },
    { name: 'more waste, which the project takes', facts: facts(44e6, 1e9, { layerWasteBytes: 50e6 }) },
  ],
  fail: [
    {
      name: 'a large part of a small image',
      facts: facts(6e6, 100e6),
      messages: ['6.0 MB of 100 MB are deleted or written again by later layers: 94 % efficient.'],
    },
    {
      name: 'many bytes of a large image',
      facts: facts(44e6, 1e9),
      messages: ['44 MB of 1.0 GB are deleted or written again by later layers: 95.6 % efficient.'],
    },
    {
      name: 'more than a stricter project takes',
      facts: facts(4e6, 100e6, { layerWasteBytes: 3e6 }),
      messages: ['4.0 MB of 100 MB are deleted or written again by later layers: 96 % efficient.'],
    },
  ],
  notApplicable: [{ name: 'an empty image', facts: facts(0, 0) }],
});

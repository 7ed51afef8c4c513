import { defineCheck } from '../define-check.js';
import { counted, enumerated, layerEvidence, listCommand, ofOwnLayers } from './layers.js';

export default defineCheck({
  id: 'image/no-dev-dependencies',
  title: 'Image holds no development dependencies',
  why: 'Test runners and linters bring hundreds of packages that never run in production and still need patching.',
  remedy:
    'Install production dependencies only in what is copied into the final stage: `npm ci --omit=dev`, `uv sync --no-dev`, or a bundle.',
  severity: 'warning',
  references: [{ title: 'npm ci: omit', url: 'https://docs.npmjs.com/cli/v11/commands/npm-ci#omit' }],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig: { reference }, imageContents: { devDependencies, layers } }) {
    const own = ofOwnLayers(devDependencies, layers);
    const [first] = own;
    if (first === undefined) return [];
    const names = [...new Set(own.map(({ name }) => name))];
    return [
      {
        message: `The image holds ${counted(names.length, 'development package')}: ${enumerated(names)}.`,
        location: { uri: reference, layer: first.layer },
        evidence: layerEvidence(own, layers),
        measured: String(names.length),
        repro: listCommand(reference, own),
      },
    ];
  },
});

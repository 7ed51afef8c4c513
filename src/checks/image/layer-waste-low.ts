import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

const MIN_PERCENT = 95;
const MAX_WASTED_BYTES = 20e6;
const SHOWN = 5;

export default defineCheck({
  id: 'image/layer-waste-low',
  title: 'Layers hold little that later layers delete or write again',
  why: 'A file that a later step deletes or changes is still downloaded and stored with every copy of the image.',
  remedy:
    'Write, use and delete a file within one RUN; set owner and mode while copying (`COPY --chown --chmod`) instead of afterwards.',
  severity: 'warning',
  references: [{ title: 'dive: image efficiency', url: 'https://github.com/wagoodman/dive' }],
  since: '0.1.0',
  needs: ['settings', 'imageConfig', 'imageContents'],
  run({ settings: { budgets }, imageConfig: { reference }, imageContents: { wastedBytes, wasted, totalBytes } }) {
    if (totalBytes === 0) return { notApplicable: 'The image holds no files.' };
    const { layerWasteBytes = MAX_WASTED_BYTES, layerEfficiency = MIN_PERCENT } = budgets;
    const efficiency = 1 - wastedBytes / totalBytes;
    if (efficiency >= layerEfficiency / 100 && wastedBytes <= layerWasteBytes) return [];
    // Rounded down: 94.96 % must not read as the 95 % that it misses.
    const percent = Math.floor(efficiency * 1000) / 10;
    return [
      {
        message: `${formatBytes(wastedBytes)} of ${formatBytes(totalBytes)} are deleted or written again by later layers: ${percent} % efficient.`,
        location: { uri: reference },
        evidence: wasted.slice(0, SHOWN).map(({ path, sizeBytes }) => `${formatBytes(sizeBytes)}  ${path}`),
        measured: `${formatBytes(wastedBytes)}, ${percent} %`,
        limit: `${formatBytes(layerWasteBytes)}, ${layerEfficiency} %`,
        repro: `docker image history ${reference}`,
      },
    ];
  },
});

import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { instructionWords } from './layers.js';

const SHOWN = 5;

function remedyFor(key: string): string {
  return `Copy only what runs into the final stage: a bundled server or production dependencies, on a slim base. A larger limit goes into \`${key}\` of mcp-dock.yaml.`;
}

export default defineCheck({
  id: 'image/size-within-budget',
  title: 'Image is within its size budget',
  why: 'Every start on a fresh host waits for the download, and everything in the image is something to patch.',
  remedy: remedyFor('budgets.imageSize'),
  severity: 'error',
  references: [{ title: 'Docker: multi-stage builds', url: 'https://docs.docker.com/build/building/multi-stage/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['settings', 'imageConfig', 'imageHistory'],
  run({ settings: { budgets }, imageConfig: { reference, sizeBytes }, imageHistory }) {
    const { imageSizeWarningBytes, imageSizeBytes } = budgets;
    if (sizeBytes <= Math.min(imageSizeWarningBytes, imageSizeBytes)) return [];
    const over = sizeBytes > imageSizeBytes;
    const limit = over ? imageSizeBytes : imageSizeWarningBytes;
    const key = over ? 'budgets.imageSize' : 'budgets.imageSizeWarning';
    return [
      {
        message: `The image is ${formatBytes(sizeBytes)} unpacked, over ${formatBytes(limit)} (${key}).`,
        location: { uri: reference },
        evidence: imageHistory
          .filter((entry) => entry.sizeBytes > 0)
          .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
          .slice(0, SHOWN)
          .map((entry) => `${formatBytes(entry.sizeBytes)}  ${instructionWords(entry.instruction)}`),
        measured: formatBytes(sizeBytes),
        limit: formatBytes(limit),
        repro: `docker image history ${reference}`,
        ...(over ? {} : { severity: 'warning', remedy: remedyFor('budgets.imageSizeWarning') }),
      },
    ];
  },
});

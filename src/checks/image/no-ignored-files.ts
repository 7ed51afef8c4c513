import type { ImageContents } from '../../model/facts/image.js';
import type { Finding } from '../../model/finding.js';
import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { enumerated, instructionWords, layerEvidence, listCommand, ofOwnLayers, totalSize } from './layers.js';

export default defineCheck({
  id: 'image/no-ignored-files',
  title: 'Image holds no files that only a developer needs',
  why: 'Repository history, tests and local settings tell more than the server does, make the image larger, and change its layers without need.',
  remedy: 'List them in .dockerignore, or copy the files that run by name instead of the whole folder.',
  severity: 'warning',
  references: [
    { title: 'Docker: .dockerignore files', url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files' },
  ],
  aliases: ['DKL-LI-0003'],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig: { reference }, imageContents: { ignoredFiles, layers } }) {
    const own = ofOwnLayers(ignoredFiles, layers);
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        message: `The image holds ${enumerated(own.map(({ path }) => path))} (${formatBytes(totalSize(own))}).`,
        location: { uri: reference, layer: first.layer },
        evidence: layerEvidence(own, layers),
        measured: formatBytes(totalSize(own)),
        repro: listCommand(reference, own),
        ...remedyOf(own, layers),
      },
    ];
  },
});

/** No .dockerignore keeps out what a command of the build writes. */
function remedyOf(files: ImageContents['ignoredFiles'], layers: ImageContents['layers']): Pick<Finding, 'remedy'> {
  const written = files.filter(({ layer }) => isRun(layers.find(({ index }) => index === layer)?.instruction ?? ''));
  if (written.length === 0) return {};
  const inRun = `Remove ${enumerated(written.map(({ path }) => path))} in the same RUN that writes ${written.length === 1 ? 'it' : 'them'}`;
  return {
    remedy:
      written.length === files.length
        ? `${inRun}: a later one leaves the layer as large as it was.`
        : `${inRun}; list the others in .dockerignore, or copy the files that run by name instead of the whole folder.`,
  };
}

const isRun = (instruction: string) => instructionWords(instruction).startsWith('RUN ');

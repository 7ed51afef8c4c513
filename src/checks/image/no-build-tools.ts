import type { Finding } from '../../model/finding.js';
import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { counted, enumerated, layerEvidence, listCommand, ofOwnLayers, totalSize } from './layers.js';

/** The log of a package manager is no cache: it costs nobody anything. */
const WORTH_TELLING_BYTES = 1e6;

export default defineCheck({
  id: 'image/no-build-tools',
  title: 'Image holds no build tools and no package caches',
  why: 'A compiler in the image helps whoever breaks in to build the next step, and caches are bytes that nobody reads again.',
  remedy:
    'Compile in a builder stage and copy the result. Remove caches in the same RUN, or keep them out with `RUN --mount=type=cache`.',
  severity: 'warning',
  references: [
    { title: 'Docker: building best practices', url: 'https://docs.docker.com/build/building/best-practices/' },
  ],
  aliases: ['DKL-DI-0005', 'DL3009', 'DL3042', 'DL3060'],
  since: '0.1.0',
  needs: ['imageConfig', 'imageContents'],
  run({ imageConfig: { reference }, imageContents: { buildTools, packageCaches, layers } }) {
    const left = ofOwnLayers(packageCaches, layers).filter(({ sizeBytes = 0 }) => sizeBytes > 0);
    const caches = totalSize(left) < WORTH_TELLING_BYTES ? [] : left;
    const findings: Finding[] = [];
    const [tool] = buildTools;
    if (tool !== undefined) {
      const names = [...new Set(buildTools.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)))];
      findings.push({
        message: `The image holds ${counted(names.length, 'build tool')}: ${enumerated(names)} (${formatBytes(totalSize(buildTools))}).`,
        location: { uri: reference, layer: tool.layer },
        evidence: layerEvidence(buildTools, layers),
        measured: formatBytes(totalSize(buildTools)),
        repro: listCommand(reference, buildTools),
      });
    }
    const [cache] = caches;
    if (cache !== undefined) {
      findings.push({
        message: `Package managers left ${formatBytes(totalSize(caches))} in ${enumerated(caches.map(({ path }) => path))}.`,
        location: { uri: reference, layer: cache.layer },
        evidence: layerEvidence(caches, layers),
        measured: formatBytes(totalSize(caches)),
        repro: listCommand(reference, caches),
      });
    }
    return findings;
  },
});

import type { BuildReport } from '../model/build-report.js';
import { cleanText } from '../model/clean-text.js';
import { formatBytes } from '../model/units.js';
import type { RenderOptions } from './define-reporter.js';

interface Rows {
  readonly row: (name: string, text: string) => string;
  readonly cut: (text: string, room: number) => string;
}

/** What the end of a build says with --verbose: layers that are new, the largest files, and the labels. */
export function buildDetails(
  { changedLayers, largestFiles, labels }: BuildReport,
  { row, cut }: Rows,
  { width }: RenderOptions,
): string[] {
  const room = Math.max(20, width - 22);
  const sized = (sizeBytes: number, text: string) => `${formatBytes(sizeBytes).padStart(7)}  ${cut(text, room)}`;
  const named = (name: string, texts: readonly string[]) =>
    texts.map((text, index) => row(index === 0 ? name : '', text));
  return [
    ...named(
      'Changed',
      changedLayers?.length === 0
        ? ['no layer']
        : (changedLayers ?? []).map(({ sizeBytes, instruction }) => sized(sizeBytes, instruction)),
    ),
    ...named(
      'Files',
      (largestFiles ?? []).map(({ path, sizeBytes, instruction }) => sized(sizeBytes, `${path}  (${instruction})`)),
    ),
    ...named(
      'Labels',
      Object.entries(labels)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${cleanText(key)}=${cleanText(value)}`),
    ),
  ];
}

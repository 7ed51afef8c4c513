import type { BuildsReport } from '../model/builds-report.js';
import { formatDuration } from '../model/units.js';
import { buildRows } from './build-summary.js';
import type { RenderOptions } from './define-reporter.js';
import { painter } from './paint.js';

/** The end of a build of several images: each that was built, and the verdict last where all were. `next` is a command line. */
export function renderBuildsSummary(
  { images, durationMs }: BuildsReport,
  next: string,
  options: RenderOptions,
): string {
  const paint = painter(options);
  const built = images.flatMap((image) => (image.outcome === 'built' ? [image] : []));
  const pushed = built.every(({ report }) => report.pushed !== undefined);
  return [
    ...built.flatMap(({ name, report }) => [
      `${paint.strong(name)}  ${report.image.tags[0] ?? ''}  ${paint.faint(formatDuration(report.durationMs))}`,
      ...buildRows(report, options),
      '',
    ]),
    ...(built.length === images.length
      ? [
          `${paint.pass()} ${built.map(({ name }) => paint.strong(name)).join(', ')} are built${pushed ? ' and pushed' : ''} in ${formatDuration(durationMs)}. Next: ${next}`,
        ]
      : []),
  ].join('\n');
}

import type { BuildReport } from '../model/build-report.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { sizeChange } from './build-summary.js';
import type { RenderOptions } from './define-reporter.js';
import { painter } from './paint.js';

type Look = RenderOptions & {
  /** The time of day that is shown is the reader's own. */
  readonly at: Date;
};

/** A build of `--watch` in one line: `14:03:12 ✔ todo:1.0.0 built in 2.3 s, 201 MB, as before, 5 of 7 steps cached`. */
export function roundLine(
  { image, durationMs, cache: { hits, total } }: BuildReport,
  { at, ...options }: Look,
): string {
  const paint = painter(options);
  const size = image.sizeBytes === undefined ? '' : `, ${formatBytes(image.sizeBytes)}${sizeChange(image)}`;
  return `${paint.faint(timeOfDay(at))} ${paint.pass()} ${paint.strong(image.tags[0] ?? '')} built in ${formatDuration(durationMs)}${size}, ${hits} of ${total} ${total === 1 ? 'step' : 'steps'} cached`;
}

/** The same for one that failed; the reason is said elsewhere. */
export function failedRoundLine(name: string, code: string, { at, ...options }: Look): string {
  const paint = painter(options);
  return `${paint.faint(timeOfDay(at))} ${paint.error()} ${paint.strong(name)} not built: ${code}`;
}

const timeOfDay = (at: Date) =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');

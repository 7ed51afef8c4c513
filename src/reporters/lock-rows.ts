import type { Report } from '../model/report.js';
import { row } from './accepted-rows.js';
import type { RenderOptions } from './define-reporter.js';
import type { Paint } from './paint.js';

/** Changes that are told when nobody asked for everything. */
const SHOWN = 12;

/** What a run did to the lock, where it was asked to, and what is new in it: the breaking first. */
export function lockRows({ lock }: Report, paint: Paint, options: RenderOptions): string[] {
  if (lock === undefined) return [];
  const { path, kept, changes, totals } = lock;
  if (kept !== undefined) return [row('Lock', undefined, `${path} stays as it was: ${kept}`, paint, options)];
  if (changes === undefined || totals === undefined)
    return [row('Lock', undefined, `${path} is written`, paint, options)];
  if (changes.length === 0)
    return [row('Lock', undefined, `${path} is written; the server offers what was locked`, paint, options)];
  const shown = options.verbose ? changes : changes.slice(0, SHOWN);
  const counts = Object.entries(totals).filter(([, count]) => count > 0);
  const more = counts.reduce((sum, [, count]) => sum + count, 0) - shown.length;
  const inWords = counts.map(([impact, count]) => `${count} ${impact}`).join(', ');
  return [
    row('Lock', undefined, `${path} is written; ${inWords}:`, paint, options),
    ...shown.map(({ impact, path: place, message }) =>
      row('', undefined, `${impact}: ${message}${options.verbose ? ` (${place})` : ''}`, paint, options),
    ),
    ...(more > 0 ? [row('', undefined, `and ${more} more`, paint, options)] : []),
  ];
}

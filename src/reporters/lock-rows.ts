import type { Report } from '../model/report.js';
import { row } from './accepted-rows.js';
import type { RenderOptions } from './define-reporter.js';
import type { Paint } from './paint.js';

/** Changes that are told when nobody asked for everything. */
const SHOWN = 12;

/** What a run did to the lock, where it was asked to, and what is new in it: the breaking first. */
export function lockRows({ lock }: Report, paint: Paint, options: RenderOptions): string[] {
  if (lock === undefined) return [];
  const { path, kept, changes, changeCount = changes?.length ?? 0 } = lock;
  if (kept !== undefined) return [row('Lock', undefined, `${path} stays as it was: ${kept}`, paint, options)];
  if (changes === undefined) return [row('Lock', undefined, `${path} is written`, paint, options)];
  if (changes.length === 0)
    return [row('Lock', undefined, `${path} is written; the server offers what was locked`, paint, options)];
  const sorted = changes.toSorted((a, b) => ORDER.indexOf(a.impact) - ORDER.indexOf(b.impact));
  const shown = options.verbose ? sorted : sorted.slice(0, SHOWN);
  const more = changeCount - shown.length;
  return [
    row('Lock', undefined, `${path} is written, with what is new:`, paint, options),
    ...shown.map(({ impact, path: place, message }) =>
      row('', undefined, `${impact}: ${message}${options.verbose ? ` (${place})` : ''}`, paint, options),
    ),
    ...(more > 0 ? [row('', undefined, `and ${more} more`, paint, options)] : []),
  ];
}

const ORDER = ['breaking', 'compatible', 'cosmetic'];

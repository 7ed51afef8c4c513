import { cleanText } from '../model/clean-text.js';
import type { Report } from '../model/report.js';

/** Facts are cut where they are read; this is only so that no line is without end. */
const LONGEST = 4000;
/** Checks list a few; nobody reads a hundred lines under one finding. */
const MOST = 100;

/**
 * The report with every text made safe for a terminal, a CI log and XML. Probes clean what they read, but a report also names
 * tools, images and programs, and `--from-facts` reads a file of anybody's.
 */
export const cleanReport = (report: Report): Report => cleaned(report) as Report;

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value, LONGEST);
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? texts(value) : value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item)]));
}

function texts(items: readonly string[]): string[] {
  const shown = items.slice(0, MOST).map((item) => cleanText(item, LONGEST));
  return items.length > MOST ? [...shown, `… and ${items.length - MOST} more`] : shown;
}

import type { Report } from '../model/report.js';
import { markdownReport, type Detail } from './markdown.js';

/** GitHub takes 1 MiB from a step, all of its programs together, and shows nothing of one that has more. */
export const STEP_SUMMARY_BYTES = 1024 * 1024;

const DETAILS: readonly Detail[] = ['everything', 'findings', 'names', 'verdict'];

/** The report as Markdown with as much detail as there is room for; empty where not even the verdict has. */
export function stepSummary(report: Report, roomBytes: number): string {
  const encoder = new TextEncoder();
  for (const detail of DETAILS) {
    const text = `${markdownReport(report, detail)}${detail === 'everything' ? '' : SHORTENED}`;
    if (encoder.encode(text).length <= roomBytes) return text;
  }
  return '';
}

const SHORTENED =
  '\nShortened: the whole report is larger than GitHub shows. `--output html=report.html` writes all of it.\n';

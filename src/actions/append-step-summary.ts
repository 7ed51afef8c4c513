import { appendFile, stat } from 'node:fs/promises';
import { fileFault } from '../errors/file-fault.js';
import type { Report } from '../model/report.js';
import { STEP_SUMMARY_BYTES, stepSummary } from '../reporters/step-summary.js';

/**
 * Adds a report to the summary that GitHub shows of a step. Other programs of the step write to the same file.
 *
 * @returns What kept it from being written: a report is no worse for having no summary.
 */
export async function appendStepSummary(report: Report, path: string): Promise<string | undefined> {
  try {
    const size = await stat(path).then((file) => file.size, absent);
    const text = stepSummary(report, STEP_SUMMARY_BYTES - size - 1);
    if (text === '') return `The step summary has no room left: ${path} has ${size} bytes.`;
    await appendFile(path, size === 0 ? text : `\n${text}`);
    return undefined;
  } catch (error) {
    return `The step summary could not be written to ${path}: ${fileFault(error)}`;
  }
}

function absent(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT') return 0;
  throw error;
}

import type { Report } from '../model/report.js';

/** Under `--json`, the last line of stderr when the status is not 0: what a script can go by without reading the report. */
export function verdictLine({ target, summary }: Report): string | undefined {
  const { exitCode, errors, warnings, unknown, broken } = summary;
  if (exitCode === 0) return undefined;
  const code = exitCode === 4 ? 'TARGET_UNREACHABLE' : 'FINDINGS';
  const message =
    exitCode === 4
      ? `${target} never answered.`
      : `${target}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${unknown + broken} could not be told.`;
  const title = exitCode === 4 ? 'The target does not answer' : 'Not everything holds';
  const suggestions = ['The report on stdout says what was found, why it matters and what to do.'];
  return JSON.stringify({ error: { code, title, message, suggestions, exitCode } });
}

const counted = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;

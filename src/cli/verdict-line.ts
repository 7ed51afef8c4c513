import type { Report } from '../model/report.js';

/** Under `--json`, the last line of stderr when the status is not 0: what a script can go by without reading the report. */
export function verdictLine({ target, summary }: Report): string | undefined {
  const { exitCode, errors, warnings, unknown, broken } = summary;
  if (exitCode === 0) return undefined;
  const code = exitCode === 4 ? 'TARGET_UNREACHABLE' : 'FINDINGS';
  const message =
    exitCode === 4
      ? `${target} never answered.`
      : `${target}: ${errors} errors, ${warnings} warnings, ${unknown + broken} could not be told.`;
  return JSON.stringify({ error: { code, message, exitCode } });
}

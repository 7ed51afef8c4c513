import { catalogue } from '../errors/catalogue.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { printableJson } from '../model/clean-text.js';
import type { Report } from '../model/report.js';
import { isIdle } from '../reporters/verdict.js';

/** Under `--json`, the last line of stderr when the status is not 0: what a script can go by without reading the report. */
export function verdictLine({ target, summary }: Report): string | undefined {
  const { exitCode, errors, warnings, unknown, broken } = summary;
  if (exitCode === 0) return undefined;
  const untold = unknown + broken;
  const idle = isIdle(summary);
  const verdict = new McpDockError('FINDINGS', { target, errors, warnings, untold, idle }).toJSON();
  if (exitCode !== 4) return printableJson({ error: { ...verdict, exitCode } });
  const code = 'TARGET_UNREACHABLE';
  const { title } = catalogue[code];
  return printableJson({ error: { ...verdict, code, title, message: `${target} never answered.`, exitCode } });
}

import { checks } from '../checks/index.js';
import type { Report, Result } from '../model/report.js';
import { shellWord } from '../model/shell-word.js';

/** How a run was asked for, as far as another person may see it: no variables, no headers. */
export interface AskedRun {
  readonly command: Report['command'];
  /** As it was typed; absent for the project here. */
  readonly target?: string | undefined;
  readonly fromFacts?: string | undefined;
  readonly profile?: Report['profile'];
  readonly baseline?: string | undefined;
}

/** What these find depends on what the other checks of the run found, so they are shown by nothing less than all of it. */
const OF_ALL: ReadonlySet<string> = new Set(
  checks.filter(({ needs }) => needs.includes('accepted') || needs.includes('results')).map(({ id }) => id),
);

/** Gives each finding a command that shows it: where its check has none of its own, the check alone, asked again. */
export const withRepros = (results: readonly Result[], run: AskedRun): Result[] =>
  results.map((result) =>
    result.findings.every(({ repro }) => repro !== undefined)
      ? result
      : { ...result, findings: result.findings.map((finding) => ({ repro: askedAgain(result, run), ...finding })) },
  );

function askedAgain({ id }: Result, { command, target, fromFacts, profile, baseline }: AskedRun): string {
  const whole = OF_ALL.has(id);
  const words = [
    'mcp-dock',
    command,
    ...(target === undefined ? [] : [target]),
    ...(fromFacts === undefined ? [] : ['--from-facts', fromFacts]),
    ...(whole && profile !== undefined && profile !== 'standard' ? ['--profile', profile] : []),
    ...(whole && baseline !== undefined ? ['--baseline', baseline] : []),
    ...(whole ? [] : command === 'doctor' ? [id] : ['--only', id]),
  ];
  return words.map(shellWord).join(' ');
}

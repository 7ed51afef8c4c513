import type { ContainerExit } from './facts/run.js';
import { formatDuration } from './units.js';

/** Why a container is not running any more, in one sentence without the full stop: the cause where it can be told. */
export function explainExit(exit: ContainerExit): string {
  const { exitCode, afterMs } = exit;
  return `The container exited after ${formatDuration(afterMs)} with code ${exitCode}: ${causeOf(exit)}`;
}

/** The cause alone: `it ran out of memory`, `it asks for the variable SERVICE_AUTH_TOKEN`, or the last thing it wrote. */
export function causeOf({ exitCode, oomKilled, error = '', lastLines }: ContainerExit): string {
  const said = [error, ...lastLines].join('\n');
  const last = error === '' ? lastLines.at(-1) : error;
  const quoted = last === undefined ? '' : ` (${last})`;
  if (oomKilled) return 'it ran out of memory';
  if (/exec format error/iu.test(said)) return `its program is made for another platform${quoted}`;
  if (exitCode === 127 || /executable file not found|no such file or directory: unknown/iu.test(error))
    return `its program was not found${quoted}`;
  if (exitCode === 126 || /permission denied: unknown/iu.test(error)) return `its program may not be executed${quoted}`;
  const variable = missingVariable(lastLines);
  if (variable !== undefined) return `it asks for the variable ${variable}${quoted}`;
  if (last !== undefined) return last;
  return exitCode === 137 ? 'it was killed' : 'it wrote nothing';
}

const NAME = String.raw`\b(?<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b`;
const LACKING = String.raw`(?:required|missing|not (?:set|defined|provided|found)|must (?:be )?(?:set|provided|defined)|undefined|unset|empty)`;
const AFTER = new RegExp(String.raw`${NAME}.{0,60}?\b${LACKING}\b`, 'iu');
const BEFORE = new RegExp(String.raw`\b${LACKING}\b.{0,60}?${NAME}`, 'iu');

/** The environment variable that a log names as missing; its lines are searched from the last one up. */
export function missingVariable(lines: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    // The words may have any case, the name may not.
    const name = (AFTER.exec(line) ?? BEFORE.exec(line))?.groups?.['name'];
    if (name !== undefined && name === name.toUpperCase()) return name;
  }
  return undefined;
}

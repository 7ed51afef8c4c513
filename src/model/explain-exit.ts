import type { ContainerExit } from './facts/run.js';
import { beginsAsFault, missingVariable } from './missing-variable.js';
import { formatDuration } from './units.js';

/** Why a container is not running any more, in one sentence without the full stop: the cause where it can be told. */
export function explainExit(exit: ContainerExit): string {
  const { exitCode, afterMs, process = false } = exit;
  return `The ${process ? 'process' : 'container'} exited after ${formatDuration(afterMs)} with code ${exitCode}: ${causeOf(exit)}`;
}

/** What helps against that cause. */
export function remedyFor({ exitCode, oomKilled, error = '', lastLines, process = false }: ContainerExit): string {
  const said = [error, ...lastLines].join('\n');
  if (oomKilled) return 'Give the container more memory, or let the server use less.';
  if (/exec format error/iu.test(said))
    return 'Build the image for the platform of this engine, with --platform or on such a machine.';
  if (process && (exitCode === 127 || exitCode === 126))
    return 'Write the program with its path, or one that is on the PATH, and see that it may be executed.';
  if (exitCode === 127 || exitCode === 126 || /executable file not found/iu.test(error))
    return 'See that the program of ENTRYPOINT is in the image, with this path, executable for its user, and its interpreter too.';
  const name = missingVariable(lastLines)?.name;
  if (name !== undefined)
    return process
      ? `Give it the variable: --env ${name} takes the value from your environment.`
      : `Give it the variable: --env ${name} takes the value from your environment; \`server.env\` of mcp-dock.yaml keeps one that is no secret.`;
  if (process && saysUsage(lastLines)) return 'Give it the arguments that it asks for, behind command:.';
  if (process)
    return 'Start the command by hand, read what it says, and give it what it needs; it has only PATH and HOME of your environment, all else comes by --env.';
  if (saysUsage(lastLines))
    return 'Give it the arguments that it asks for: under server.transports of mcp-dock.yaml, or as CMD of the image.';
  return 'Start the image by hand, read what it says, and give it what it needs: variables with --env, or a server that starts without.';
}

/** The cause alone: `it ran out of memory`, `it asks for the variable SERVICE_AUTH_TOKEN`, or the last thing it wrote. */
export function causeOf({ exitCode, oomKilled, error: reported = '', lastLines }: ContainerExit): string {
  // What the engine says of itself before it comes to the program.
  const error = reported.replace(/^.*unable to start container process: /su, '');
  const said = [error, ...lastLines].join('\n');
  const last = error === '' ? tellingLine(lastLines) : error;
  const quoted = last === undefined ? '' : ` (${last})`;
  if (oomKilled) return 'it ran out of memory';
  if (/exec format error/iu.test(said)) return `its program is made for another platform${quoted}`;
  if (exitCode === 127 || /executable file not found|no such file or directory: unknown/iu.test(error))
    return `its program was not found${quoted}`;
  if (exitCode === 126 || /permission denied: unknown/iu.test(error)) return `its program may not be executed${quoted}`;
  const naming = missingVariable(lastLines);
  if (naming !== undefined) return `it asks for the variable ${naming.name} (${naming.line})`;
  if (last !== undefined) return last;
  if (exitCode === 0) return 'its first process ended without an error, and a container ends with it';
  return exitCode === 137 ? 'it was killed' : 'it wrote nothing';
}

// Frames of a stack, the remains of a printed object, and the version that Node ends with.
const NO_WORDS =
  /^[\s|]*(?:at\s|For further information visit |File "|Node\.js v\d|[\w$'"-]+:\s.*,$|[\w$'"-]+: (?:'[^']*'|"[^"]*"|\d+|\[\]|undefined)$|[^\p{L}]*$)/u;

/** The head of a page that says how a program is used, where the program names itself or nothing stands before it. */
const USAGE = /^\s*(?:\[\d+\] )?usage\b/iu;

/** Whether a program ended by saying how it is used: it wants other arguments. */
export const saysUsage = (lines: readonly string[]): boolean => lines.some((line) => USAGE.test(line));

/**
 * The line of a log's end that says most of why: the last one that begins as an error does; where the program says how it is used,
 * the one before that, or the one that names the arguments; else the last one with words.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const words = lines.filter((one) => !NO_WORDS.test(one));
  const line = lines.findLast(beginsAsFault) ?? besideUsage(words) ?? words.at(-1) ?? lines.at(-1);
  return line === undefined
    ? undefined
    : withMessage(line.trim(), lines.slice(lines.lastIndexOf(line))).replace(/(?<=[\w)"'])\.$/u, '');
}

/** A whole sentence, as no page of usage ends with. */
const SENTENCE = /^\S+ \S+ \S+ .*[.!]$/u;

/** What stands before a page of usage, or the sentence below it; else its head. */
function besideUsage(words: readonly string[]): string | undefined {
  const usage = words.findIndex((one) => USAGE.test(one));
  if (usage === -1) return undefined;
  const last = words.at(-1);
  return usage === 0 && last !== undefined && SENTENCE.test(last) ? last : words[Math.max(0, usage - 1)];
}

/** An error that is printed as JSON says what is wrong in a field further down. */
function withMessage(line: string, below: readonly string[]): string {
  const message = /[[{]$/u.test(line) ? /^\s*"message": ?"([^"]+)"/mu.exec(below.join('\n'))?.[1] : undefined;
  return message === undefined ? line : `${line.replace(/\s*[[{]+$/u, '')} ${message}`;
}

import { beginsAsFault } from '../missing-variable.js';

// Frames of a stack, the remains of a printed object, and the version that Node ends with.
const NO_WORDS =
  /^[\s|]*(?:at\s|For further information visit |File "|Node\.js v\d|[\w$'"-]+:\s.*,$|[\w$'"-]+: (?:'[^']*'|"[^"]*"|\d+|\[\]|undefined)$|[^\p{L}]*$)/u;

/** The head of a page that says how a program is used, where the program names itself or nothing stands before it. */
const USAGE = /^\s*(?:\[\d+\] )?usage\b/iu;

/** Whether a program ended by saying how it is used: it wants other arguments. */
export const saysUsage = (lines: readonly string[]): boolean => lines.some((line) => USAGE.test(line));

/** Where, before the page that says how a program is used, a line begins as an error does; -1 where none does. */
export function faultBeforeUsage(lines: readonly string[]): number {
  const usage = lines.findIndex((line) => USAGE.test(line));
  return lines.slice(0, Math.max(0, usage)).findLastIndex(beginsAsFault);
}

/** Of what an error speaks that a page of usage helps against. */
const ARGUMENTS =
  /\b(?:arguments?|options?|flags?|parameters?|commands?|subcommands?|switch(?:es)?)\b|(?<![\w-])--?[a-z]/iu;

/** Some print that page after every error: one that does not speak of arguments is about something else. */
export const isAboutArguments = (lines: readonly string[]): boolean => {
  const fault = lines[faultBeforeUsage(lines)];
  return saysUsage(lines) && (fault === undefined || ARGUMENTS.test(fault));
};

/**
 * The line of a log's end that says most of why: the last one that begins as an error does, or calls itself one; where the program says how it is used,
 * the one before that, or the one that names the arguments; else the last one with words.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const words = lines.filter((one) => !NO_WORDS.test(one));
  const line =
    lines.findLast(beginsAsFault) ?? lines.findLast(isError) ?? besideUsage(words) ?? words.at(-1) ?? lines.at(-1);
  return line === undefined
    ? undefined
    : (messageIn(line) ?? withMessage(line.trim(), lines.slice(lines.lastIndexOf(line)))).replace(
        /(?<=[\w)"'])\.$/u,
        '',
      );
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

/** A line of a structured log that calls itself an error, in words or in pino's numbers. */
const isError = (line: string) =>
  /^\s*\{.*"(?:level|severity|levelname)": ?(?:"(?:error|fatal|critical|emergency)"|[56]0)/iu.test(line);

/** What a line of a structured log says, as pino, winston, structlog and ours write it; it may have been cut behind the words. */
function messageIn(line: string): string | undefined {
  const written = /^\s*\{.*?"(?:message|msg|event)": ?"((?:[^"\\]|\\.)+)/u.exec(line)?.[1];
  if (written === undefined) return undefined;
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return written;
  }
}

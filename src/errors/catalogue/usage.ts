import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const usageErrors = {
  FLAG_INVALID: defineError<{ reason: string; command?: string }>({
    exitCode: ExitCode.Usage,
    title: 'A flag or argument is not right',
    message: ({ reason }) => reason,
    suggestions: ({ command }) => [
      `Run \`mcp-dock ${command === undefined ? '' : `${command} `}--help\` for what it takes.`,
    ],
  }),
  COMMAND_UNKNOWN: defineError<{ command: string; near: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'There is no such command',
    message: ({ command }) => `There is no command "${command}".`,
    suggestions: ({ near }) => [
      ...(near.length > 0 ? [`Did you mean ${near.join(' or ')}?`] : []),
      'Run `mcp-dock --help` for all of them.',
    ],
  }),
  TARGET_INVALID: defineError<{
    target: string;
    reason: string;
    /** The command can read an image in a file. */
    archives?: boolean;
  }>({
    exitCode: ExitCode.Usage,
    title: 'The target cannot be read',
    message: ({ target, reason }) => `"${target}" is no target: ${reason}`,
    suggestions: ({ archives = true }) => [
      `Use image:REFERENCE, container:NAME, compose:SERVICE, ${archives ? 'oci-archive:FILE, docker-archive:FILE, ' : ''}command:PROGRAM or http(s)://…, or nothing for the project in this folder.`,
    ],
  }),
  CHECK_UNKNOWN: defineError<{ id: string; near: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'No such check',
    message: ({ id }) => `There is no check "${id}".`,
    suggestions: ({ id, near }) => [
      ...(near.length > 0 ? [`Closest: ${near.join(', ')}.`] : []),
      // `doctor .` and `doctor ../server`: an id never looks like that.
      ...(/^[.~/\\]|[/\\]$/u.test(id)
        ? ['Checks are named here, not folders: go to the folder with `cd`, then run the command again.']
        : []),
      'Run `mcp-dock verify --list` or `mcp-dock doctor --list` for all of them.',
    ],
  }),
  PROMPT_WITHOUT_TERMINAL: defineError<{ question: string; flag: string }>({
    exitCode: ExitCode.Usage,
    title: 'There is nobody to ask',
    message: ({ question }) =>
      `"${question}" needs an answer and nobody can be asked: this is no terminal, or --json or --quiet is on.`,
    suggestions: ({ flag }) => [
      flag === '--yes' ? 'Answer with --yes.' : `Answer with ${flag}, or accept every default with --yes.`,
    ],
  }),
  FACTS_FILE_INVALID: defineError<{ path: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The facts file cannot be used',
    message: ({ path, reason }) => `${path} holds no facts of mcp-dock: ${reason}`,
    suggestions: () => ['Write one with `mcp-dock verify --save-facts FILE`.'],
  }),
  BASELINE_INVALID: defineError<{ path: string; reason: string; found: boolean }>({
    exitCode: ExitCode.Usage,
    title: 'The baseline cannot be used',
    message: ({ path, reason }) => `${path} is no baseline of mcp-dock: ${reason}`,
    suggestions: ({ path, found }) => [
      ...(found ? [`Take ${path} back from version control, or remove it.`] : []),
      `Write one with \`--baseline ${path} --update-baseline\`: it takes what is found now as known.`,
    ],
  }),
  INTERRUPTED: defineError<{ cleaned: string }>({
    exitCode: ExitCode.Interrupted,
    title: 'Interrupted',
    message: ({ cleaned }) => `Stopped on request. ${cleaned}`,
    suggestions: () => [],
  }),
};

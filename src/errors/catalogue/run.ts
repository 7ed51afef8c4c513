import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const runErrors = {
  FINDINGS: defineError<{
    target: string;
    errors: number;
    warnings: number;
    /** Checks whose outcome is unknown, or that broke. */
    untold: number;
  }>({
    exitCode: ExitCode.Findings,
    title: 'Not everything holds',
    message: ({ target, errors, warnings, untold }) =>
      `${target}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${untold} could not be told.`,
    suggestions: () => ['The report on stdout says what was found, why it matters and what to do.'],
  }),
  CONTAINER_START_FAILED: defineError<{ reference: string; reason: string }>({
    exitCode: ExitCode.Unfinished,
    title: 'The container could not be started',
    message: ({ reference, reason }) => `The engine could not start ${reference}: ${reason}`,
    suggestions: () => ['Check that ENTRYPOINT exists in the image and is executable for its user.'],
  }),
  TARGET_UNREACHABLE: defineError<{
    target: string;
    reason: string;
    /** What helps against that reason. */
    suggestion?: string;
  }>({
    exitCode: ExitCode.Unfinished,
    title: 'The target does not answer',
    message: ({ target, reason }) => `${target} does not answer: ${reason}`,
    suggestions: ({ suggestion }) => [
      suggestion ?? 'Check that the server runs and that the address and path are right.',
    ],
  }),
  TOOL_LIST_FAILED: defineError<{ target: string; reason: string }>({
    exitCode: ExitCode.Findings,
    title: 'The server does not list its tools',
    message: ({ target, reason }) => `${target} answers, but not tools/list: ${reason}.`,
    suggestions: () => ['Run `mcp-dock verify` for it: it says what is wrong with the list.'],
  }),
  TOOL_UNKNOWN: defineError<{ tool: string; target: string; near: readonly string[]; known: number }>({
    exitCode: ExitCode.Usage,
    title: 'There is no such tool',
    message: ({ tool, target, known }) =>
      `${target} lists ${known === 0 ? 'no tools' : known === 1 ? 'one tool' : `${known} tools`}, and none is called "${tool}".`,
    suggestions: ({ near }) => [
      ...(near.length > 0 ? [`Closest: ${near.join(', ')}.`] : []),
      'Run `mcp-dock tools list` with the same target for all of them.',
    ],
  }),
  TOOL_ARGUMENTS_INVALID: defineError<{
    tool: string;
    faults: readonly string[];
    /** `--arg title=TEXT`, for what it requires. */
    usage: string;
  }>({
    exitCode: ExitCode.Usage,
    title: 'The arguments do not fit the tool',
    message: ({ tool, faults }) => `"${tool}" was not called: ${faults.join(' ')}`,
    suggestions: ({ usage }) => [
      ...(usage === '' ? [] : [`Call it with ${usage}.`]),
      'Give values with --arg NAME=VALUE, or one object with --args-json.',
    ],
  }),
  TOOL_CALL_FAILED: defineError<{ tool: string; target: string; reason: string }>({
    exitCode: ExitCode.Findings,
    title: 'The call gave no result',
    message: ({ tool, target, reason }) => `${target} gave no result for "${tool}": ${reason}.`,
    suggestions: () => ['Look at the log of the server; give it longer with --timeout.'],
  }),
  TOKEN_NOT_ISSUED: defineError<{ reason: string; asked: string }>({
    exitCode: ExitCode.Unfinished,
    title: 'There is no token',
    message: ({ asked, reason }) => `${asked} gave no token: ${reason}`,
    suggestions: () => [
      'See that the client is registered there for the grant client_credentials, and that --client-id-env and --client-secret-env name the variables that hold its id and secret.',
      'A token that you have already goes with --bearer-env.',
    ],
  }),
  COMPOSE_MISSING: defineError<{
    /** The version of the one that is here and is too old. */
    found?: string;
  }>({
    exitCode: ExitCode.Environment,
    title: 'There is no Docker Compose',
    message: ({ found }) =>
      found === undefined
        ? 'compose:SERVICE starts services with Docker Compose, and there is none here.'
        : `compose:SERVICE starts services with Docker Compose 2 or newer; the one here is ${found}.`,
    suggestions: () => [
      "Install it: it comes with Docker Desktop, as docker-compose-plugin of Docker's packages, and as docker-compose of Debian 13 and docker-compose-v2 of Ubuntu.",
      'Without it, verify a service that runs already: `mcp-dock verify container:NAME`.',
    ],
  }),
  TIMED_OUT: defineError<{ limitMs: number; during: string }>({
    exitCode: ExitCode.Unfinished,
    title: 'Out of time',
    message: ({ limitMs, during }) => `Not finished after ${limitMs / 1000} s (${during}).`,
    suggestions: () => ['Give it longer with --timeout.'],
  }),
  BUG: defineError<{ reason: string }>({
    exitCode: ExitCode.Bug,
    title: 'A bug in mcp-dock',
    message: ({ reason }) => reason,
    suggestions: () => ['Report it with the lines below and the output of `mcp-dock doctor --json`.'],
  }),
};

const counted = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;

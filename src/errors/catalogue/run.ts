import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const runErrors = {
  FINDINGS: defineError<{
    target: string;
    errors: number;
    warnings: number;
    /** Checks whose outcome is unknown, or that broke. */
    untold: number;
    /** No check that was asked for applies. */
    idle?: boolean;
  }>({
    exitCode: ExitCode.Findings,
    title: 'Not everything holds',
    message: ({ target, errors, warnings, untold, idle }) =>
      idle === true
        ? `${target}: nothing passed and nothing failed, as no check that was asked for applies.`
        : `${target}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${untold} could not be told.`,
    suggestions: () => ['The report on stdout says what was found, why it matters and what to do.'],
  }),
  CONTAINER_START_FAILED: defineError<{ reference: string; reason: string }>({
    exitCode: ExitCode.Unfinished,
    title: 'The container could not be started',
    message: ({ reference, reason }) => `The engine could not start ${reference}: ${reason}`,
    suggestions: () => ['Check that ENTRYPOINT exists in the image and is executable for its user.'],
  }),
  PROGRAM_NOT_STARTED: defineError<{
    program: string;
    /** There is none of that name; else the system refused to execute it. */
    missing: boolean;
    /** The system's words. */
    reason: string;
  }>({
    exitCode: ExitCode.Unfinished,
    title: 'The program could not be started',
    message: ({ program, missing, reason }) =>
      `"${program}" was not started: ${missing ? 'there is no such program' : 'the system refuses to execute it'} (${reason}).`,
    suggestions: ({ program, missing }) => [
      missing
        ? /[/\\]/u.test(program)
          ? 'Check the path, which begins where you stand, and that what the first line of a script names (`#!`) is installed.'
          : 'Write the program with its path, or install it in a folder of PATH.'
        : 'See that it is a program for this machine and may be executed, or name what runs it first: `command:node server.js`.',
    ],
  }),
  TARGET_UNREACHABLE: defineError<{
    target: string;
    reason: string;
    /** Something came, which is no MCP answer. */
    came?: boolean;
    /** What helps against that reason. */
    suggestion?: string;
  }>({
    exitCode: ExitCode.Unfinished,
    title: 'The target gives no MCP answer',
    message: ({ target, reason, came = false }) =>
      `${target} ${came ? 'answers, but gives no MCP answer' : 'does not answer'}: ${reason}`,
    suggestions: ({ suggestion }) => [
      suggestion ?? 'Check that the server runs and that the address and path are right.',
    ],
  }),
  TARGET_UNAUTHORIZED: defineError<{
    target: string;
    status: 401 | 403;
    /** An authorization was given. */
    authorized: boolean;
    /** The server's own words. */
    said?: string;
  }>({
    exitCode: ExitCode.Unfinished,
    title: 'The target refuses who asks',
    message: ({ target, status, authorized, said }) =>
      `${target} answered ${status}: ${status === 403 ? 'it refuses what was asked' : authorized ? 'it does not take the authorization that was given' : 'it asks for authorization'}${said === undefined ? '' : ` ("${said}")`}.`,
    suggestions: ({ status, authorized }) => [
      authorized
        ? status === 401
          ? 'Check that the token is right, meant for this server, and has not expired.'
          : 'Check what the token is for: the server may ask for one with other scopes.'
        : 'Give a token with --bearer-env NAME, id and secret of a client with --client-id-env and --client-secret-env, or another header with --header.',
      ...(status === 403 ? ['Where it asks nobody for a token, see which hosts and addresses it lets in.'] : []),
    ],
  }),
  TOOL_LIST_FAILED: defineError<{ target: string; reason: string }>({
    exitCode: ExitCode.Findings,
    title: 'No list of tools could be had',
    message: ({ target, reason }) => `${target} answers, but gives no list of tools that can be read: ${reason}.`,
    suggestions: () => ['Run `mcp-dock verify` with the same target: it says what is wrong with the list.'],
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
      'Give values with --arg NAME=VALUE, or one object with --args-json; `mcp-dock tools list` with the same target shows all of them.',
    ],
  }),
  TOOL_FAILED: defineError<{ tool: string; target: string }>({
    exitCode: ExitCode.Findings,
    title: 'The tool says that it failed',
    message: ({ tool, target }) => `"${tool}" of ${target} says that it failed; its words are on stdout.`,
    suggestions: () => [
      'Call it with what its words ask for: `mcp-dock tools list --verbose` with the same target shows what it takes.',
    ],
  }),
  TOOL_RESULT_INVALID: defineError<{ tool: string; target: string; violation: string }>({
    exitCode: ExitCode.Findings,
    title: 'The result breaks the output schema of the tool',
    message: ({ tool, target, violation }) =>
      `"${tool}" of ${target} promises results of its outputSchema, and ${violation}. Both official TypeScript SDKs refuse such a result; it is on stdout.`,
    suggestions: () => [
      'Return structuredContent that conforms to outputSchema, or leave outputSchema out: `mcp-dock verify --explain tools/output-schema-valid`.',
    ],
  }),
  TOOL_CALL_FAILED: defineError<{ tool: string; target: string; reason: string; cause: CallFault }>({
    exitCode: ExitCode.Findings,
    title: 'The call gave no result',
    message: ({ tool, target, reason }) => `${target} gave no result for "${tool}": ${reason}.`,
    suggestions: ({ cause }) => [CALL_REMEDIES[cause]],
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
  TIMED_OUT: defineError<{ limitMs: number; during: string; called?: boolean }>({
    exitCode: ExitCode.Unfinished,
    title: 'Out of time',
    message: ({ limitMs, during }) => `Not finished after ${limitMs / 1000} s (${during}).`,
    suggestions: ({ called = false }) => [
      called
        ? 'Whether the call had an effect is not known: look before you call it again, with a longer --timeout.'
        : 'Give it longer with --timeout.',
    ],
  }),
  BUG: defineError<{ reason: string }>({
    exitCode: ExitCode.Bug,
    title: 'A bug in mcp-dock',
    message: ({ reason }) => reason,
    suggestions: () => ['Report it with the lines below and the output of `mcp-dock doctor --json`.'],
  }),
};

/** Who or what kept a call from having a result. */
export type CallFault = 'gone' | 'unreadable' | 'no-tools' | 'arguments' | 'internal' | 'refused' | 'asks-back';

const CALL_REMEDIES: Readonly<Record<CallFault, string>> = {
  gone: 'Read what the server wrote last: it ended, or cut the connection, while it was at this call. Whether the call had an effect is not known.',
  unreadable: 'Run `mcp-dock verify` with the same target: it says what is wrong with what the server answers.',
  'no-tools': 'The server lists tools and takes no calls: run `mcp-dock verify` with the same target.',
  arguments:
    'The server refuses the name or the arguments, which fit what it lists: change them as its words say; `mcp-dock tools list --verbose` shows what it takes.',
  internal: 'The fault is in the server: read what it logged at this call.',
  refused: 'The number and the words are the server’s own: see its documentation or its log for them.',
  'asks-back': 'Call it from a client in which a person can answer.',
};

const counted = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;

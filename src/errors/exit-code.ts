/** What a process status means; the table of docs/errors.md. */
export const ExitCode = {
  Ok: 0,
  /** Findings at or above `--fail-on`, unknown outcomes; a tool that failed. */
  Findings: 1,
  /** Flags, arguments, config, files of the project. */
  Usage: 2,
  /** No engine, no disk, nothing to pull from: not the image's fault. */
  Environment: 3,
  /** The build or the tests in it failed, or the target never started. */
  Unfinished: 4,
  /** A bug in mcp-dock. */
  Bug: 70,
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

import { DOCS_URL } from '../../model/tool.js';
import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const projectErrors = {
  PROJECT_NOT_FOUND: defineError<{
    directory: string;
    missing: string;
    /** A Dockerfile of another name, or in a folder below, would do. */
    takesFile?: boolean;
  }>({
    exitCode: ExitCode.Usage,
    title: 'No project here',
    message: ({ directory, missing }) => `${directory} has no ${missing}.`,
    suggestions: ({ takesFile = false }) => [
      'Create a project with `mcp-dock init`, or go to the folder of one with `cd`.',
      ...(takesFile ? ['Where the Dockerfile lies elsewhere or has another name, give it with --file PATH.'] : []),
    ],
  }),
  CONFIG_INVALID: defineError<{ path: string; line?: number; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The config file is not valid',
    message: ({ path, line, reason }) => `${path}${line === undefined ? '' : `:${line}`}: ${reason}`,
    suggestions: () => [
      `Compare with ${DOCS_URL}/config.md, or let your editor check it against the schema named in its first line.`,
    ],
  }),
  DIRECTORY_NOT_EMPTY: defineError<{ directory: string; found: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'The folder is not empty',
    message: ({ directory, found }) => `${directory} already holds ${found.join(', ')}.`,
    suggestions: () => ['Choose a new folder, or pass --force to write beside and over what is there.'],
  }),
  FILES_EXIST: defineError<{ files: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'Files would be overwritten',
    message: ({ files }) => `These files exist and differ: ${files.join(', ')}.`,
    suggestions: () => [
      'See the differences with --dry-run; overwrite with --force, or run in a terminal to be asked per file.',
    ],
  }),
  NAME_INVALID: defineError<{ name: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The name cannot be used',
    message: ({ name, reason }) => `"${name}" cannot be the project's name: ${reason}`,
    suggestions: () => ['Use lower-case letters, digits and hyphens, starting with a letter: my-server.'],
  }),
  FILE_WRITE_FAILED: defineError<{ path: string; reason: string }>({
    exitCode: ExitCode.Environment,
    title: 'A file could not be written',
    message: ({ path, reason }) => `${path} could not be written: ${reason}. Files written before it were put back.`,
    suggestions: () => ['Check free space and permissions of the folder, then run the same command again.'],
  }),
  FILE_READ_FAILED: defineError<{ path: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'A file could not be read',
    message: ({ path, reason }) => `${path} could not be read: ${reason}.`,
    suggestions: () => ['Check the path and its permissions.'],
  }),
};

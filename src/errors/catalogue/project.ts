import { DOCS_URL, SCHEMAS_URL } from '../../model/tool.js';
import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

export const projectErrors = {
  PROJECT_NOT_FOUND: defineError<{
    directory: string;
    missing: string;
    /** A Dockerfile of another name, or in a folder below, would do. */
    takesFile?: boolean;
    /** The command takes something else than a project as well. */
    takesTarget?: boolean;
  }>({
    exitCode: ExitCode.Usage,
    title: 'No project here',
    message: ({ directory, missing }) => `${directory} has no ${missing}.`,
    suggestions: ({ takesFile = false, takesTarget = false }) => [
      'Create a project with `mcp-dock init`, or go to the folder of one with `cd`.',
      ...(takesTarget
        ? [
            'Or say what to ask: a TARGET such as http://localhost:3000/mcp, image:REFERENCE or "command:node server.js".',
          ]
        : []),
      ...(takesFile ? ['Where the Dockerfile lies elsewhere or has another name, give it with --file PATH.'] : []),
    ],
  }),
  CONFIG_INVALID: defineError<{
    path: string;
    line?: number;
    reason: string;
    /** What helps against that reason. */
    suggestion?: string;
  }>({
    exitCode: ExitCode.Usage,
    title: 'The config file is not valid',
    message: ({ path, line, reason }) => `${path}${line === undefined ? '' : `:${line}`}: ${reason}`,
    suggestions: ({ path, suggestion }) => [
      suggestion ??
        (/mcp-dock\.ya?ml$/u.test(path)
          ? `Compare with ${DOCS_URL}/config.md, or let your editor check it, with \`# yaml-language-server: $schema=${SCHEMAS_URL}/config.schema.json\` as its first line.`
          : 'Mend that line, then run the same command again.'),
    ],
  }),
  PEER_WAIVERS_MISSING: defineError<{ directory: string; names: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'There is nothing to import',
    message: ({ directory, names }) => `${directory} has none of ${names.join(', ')}.`,
    suggestions: () => ['Go to the folder that has one, or name the file: `mcp-dock waivers import PATH`.'],
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
  STATE_INVALID: defineError<{ path: string; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'What init wrote down cannot be read',
    message: ({ path, reason }) => `${path} cannot be used: ${reason}.`,
    suggestions: () => [
      'Take the file back from version control; where it was written by a newer mcp-dock, update with that one.',
      'Or delete it and run `mcp-dock init` here in a terminal: it shows every file that differs, asks which to take, and writes it anew.',
    ],
  }),
  LOCK_INVALID: defineError<{
    path: string;
    reason: string;
    /** A newer version wrote it. */
    newer: boolean;
  }>({
    exitCode: ExitCode.Usage,
    title: 'The lock cannot be used',
    message: ({ path, reason, newer }) =>
      newer ? `${path} was written by a newer mcp-dock: ${reason}.` : `${path} is no lock of mcp-dock: ${reason}.`,
    suggestions: ({ path, newer }) => [
      newer
        ? 'Update mcp-dock to the version that wrote it.'
        : `Take ${path} back from version control, where it was right before.`,
      'Or delete it and run `mcp-dock verify --lock`: it writes down what the server offers now.',
    ],
  }),
  UPDATE_BASE_UNKNOWN: defineError<{ path: string }>({
    exitCode: ExitCode.Usage,
    title: 'What was rendered is not known',
    message: ({ path }) =>
      `There is no ${path}: this project was made before mcp-dock wrote it, or the file was deleted. Without it your changes and those of a newer version cannot be told apart.`,
    suggestions: () => [
      'Run `mcp-dock init` here once, in a terminal: it shows every file that differs and asks which to take, and writes that file.',
      'See the differences first with `mcp-dock init --dry-run`.',
    ],
  }),
  UPDATE_CONFLICTS: defineError<{ files: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'You and the new version changed the same lines',
    message: ({ files }) =>
      `These files were changed here and in the new version, in the same places: ${files.join(', ')}. Nothing was written.`,
    suggestions: () => ['See the places with --dry-run, and run without --yes in a terminal to decide file by file.'],
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

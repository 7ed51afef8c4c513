import { DOCS_URL } from '../../model/tool.js';
import { defineError } from '../define-error.js';
import { ExitCode } from '../exit-code.js';

const place = (path: string, line: number | undefined) => `${path}${line === undefined ? '' : `:${line}`}`;

export const clientErrors = {
  CLIENT_UNKNOWN: defineError<{ client: string; near: readonly string[]; known: readonly string[] }>({
    exitCode: ExitCode.Usage,
    title: 'No such client',
    message: ({ client }) => `"${client}" is no client that mcp-dock knows.`,
    suggestions: ({ near, known }) => [
      ...(near.length > 0 ? [`Did you mean ${near.join(' or ')}?`] : []),
      `Known are ${known.join(', ')}; ${DOCS_URL}/clients.md says what of them.`,
    ],
  }),
  CLIENT_UNSUPPORTED: defineError<{ client: string; reason: string; instead: string }>({
    exitCode: ExitCode.Usage,
    title: 'The client cannot take that',
    message: ({ client, reason }) => `${client}: ${reason}`,
    suggestions: ({ instead }) => [instead],
  }),
  CLIENT_FILE_INVALID: defineError<{ path: string; line?: number | undefined; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The client’s file cannot be read',
    message: ({ path, line, reason }) => `${place(path, line)}: ${reason}. Nothing was written.`,
    suggestions: () => [
      'Mend the file in an editor, then run the same command again; the client cannot read it either.',
    ],
  }),
  CLIENT_FILE_UNSAFE: defineError<{ path: string; line?: number | undefined; reason: string }>({
    exitCode: ExitCode.Usage,
    title: 'The client’s file cannot be changed safely',
    message: ({ path, line, reason }) => `${place(path, line)}: ${reason}. Nothing was written.`,
    suggestions: () => ['Change the entry by hand: the same command without --write and --remove prints it.'],
  }),
};

import { Errors } from '@oclif/core';
import { styleText } from 'node:util';
import { ExitCode } from '../errors/exit-code.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';

interface ErrorFace {
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  readonly exitCode: number;
  /** The last lines of what failed, when there are any. */
  readonly lastLines: readonly string[];
  readonly stack?: string;
}

/** Writes an error for a person, or as the last JSON line of stderr; returns the exit code. */
export function presentError(
  error: unknown,
  { json, stream, command }: { json: boolean; stream: NodeJS.WriteStream; command?: string },
): number {
  const face = faceOf(error, command);
  if (json) {
    const { lastLines: _, stack: __, ...machine } = face;
    stream.write(`${JSON.stringify({ error: machine })}\n`);
    return face.exitCode;
  }
  const strong = (text: string) => styleText(['bold', 'red'], text, { stream });
  const lines = [
    ...face.lastLines.map((line) => `  │ ${cleanText(line)}`),
    `${strong(`✖ ${face.title}`)}  ${styleText('dim', face.code, { stream })}`,
    `  ${face.message}`,
    ...face.suggestions.map((suggestion) => `  → ${suggestion}`),
    ...(face.stack === undefined ? [] : [face.stack]),
  ];
  stream.write(`${lines.join('\n')}\n`);
  return face.exitCode;
}

function faceOf(error: unknown, command: string | undefined): ErrorFace {
  if (error instanceof McpDockError) {
    const { code, title, message, suggestions, exitCode } = error;
    const details: object = error.details as object;
    const lastLines = 'lastLines' in details && Array.isArray(details.lastLines) ? details.lastLines.map(String) : [];
    return { code, title, message, suggestions, exitCode, lastLines };
  }
  if (error instanceof Errors.CLIError) {
    // Parsing errors of oclif: unknown flags, missing values, unknown commands.
    const [message = '', ...rest] = error.message.split('\n').filter((line) => !line.startsWith('See more help'));
    return {
      code: 'FLAG_INVALID',
      title: 'A flag or argument is not right',
      message: [message, ...rest].join('\n  '),
      suggestions: [
        `Run \`mcp-dock ${command === undefined || command.startsWith('-') ? '' : `${command} `}--help\` for what it takes.`,
      ],
      exitCode: ExitCode.Usage,
      lastLines: [],
    };
  }
  const known = error instanceof Error ? error : new Error(String(error));
  return {
    code: 'BUG',
    title: 'A bug in mcp-dock',
    message: known.message,
    suggestions: ['Report it with the lines below and the output of `mcp-dock doctor --json`.'],
    exitCode: ExitCode.Bug,
    lastLines: [],
    stack: known.stack,
  };
}

import { Errors } from '@oclif/core';
import { styleText } from 'node:util';
import { lastLinesOf } from '../errors/last-lines.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, printableJson } from '../model/clean-text.js';
import { wordsNear } from '../model/words-near.js';
import { wrap } from '../reporters/wrap.js';
import { flagFault, unknownCommand } from './flag-fault.js';

const LONGEST = 2000;

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
  {
    json,
    stream,
    command,
    commands = [],
  }: { json: boolean; stream: NodeJS.WriteStream; command?: string; commands?: readonly string[] },
): number {
  const face = faceOf(withoutSuchCommand(error, commands), command);
  if (json) {
    const { lastLines, stack: _, ...machine } = face;
    const tail = lastLines.length === 0 ? {} : { lastLines: lastLines.map((line) => cleanText(line)) };
    stream.write(`${printableJson({ error: { ...machine, ...tail } })}\n`);
    return face.exitCode;
  }
  const strong = (text: string) => styleText(['bold', 'red'], text, { stream });
  // Messages quote engines, registries, files and servers.
  const clean = (text: string) => text.split('\n').map((line) => cleanText(line, LONGEST));
  const { isTTY, columns } = stream;
  const fitted = (text: string, used: number) =>
    isTTY && columns > 0 && !text.startsWith(' ') ? wrap(text, { width: columns, used, hanging: used }) : text;
  const lines = [
    ...face.lastLines.map((line) => `  │ ${cleanText(line)}`),
    `${strong(`✖ ${face.title}`)}  ${styleText('dim', face.code, { stream })}`,
    ...clean(face.message).map((line) => `  ${fitted(line, 2)}`),
    ...face.suggestions.map((suggestion) => `  → ${fitted(cleanText(suggestion, LONGEST), 4)}`),
    ...clean(face.stack ?? '').filter((line) => line !== ''),
  ];
  stream.write(`${lines.join('\n')}\n`);
  return face.exitCode;
}

function withoutSuchCommand(error: unknown, commands: readonly string[]): unknown {
  const written = error instanceof Errors.CLIError ? unknownCommand(error.message, commands) : undefined;
  if (written === undefined) return error;
  const topics = commands.map((command) => command.split(' ')[0] ?? command);
  const near = wordsNear(written, [...new Set([...commands, ...topics])]);
  return new McpDockError('COMMAND_UNKNOWN', { command: written, near }, { cause: error });
}

function faceOf(error: unknown, command: string | undefined): ErrorFace {
  if (error instanceof McpDockError) {
    const { code, title, message, suggestions, exitCode } = error;
    return { code, title, message, suggestions, exitCode, lastLines: lastLinesOf(error) };
  }
  if (error instanceof Errors.CLIError) {
    // Parsing errors of oclif: unknown flags, missing values.
    const named = command === undefined || command.startsWith('-') ? {} : { command };
    const fault = new McpDockError('FLAG_INVALID', { reason: flagFault(error.message), ...named }, { cause: error });
    return { ...fault.toJSON(), lastLines: [] };
  }
  const known = error instanceof Error ? error : new Error(String(error));
  const bug = new McpDockError('BUG', { reason: known.message }, { cause: known });
  return { ...bug.toJSON(), lastLines: [], stack: known.stack };
}

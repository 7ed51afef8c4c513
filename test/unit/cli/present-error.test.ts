import { Errors } from '@oclif/core';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { presentError } from '../../../src/cli/present-error.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

function shown(error: unknown, json = false, terminal: { isTTY?: boolean; columns?: number } = {}) {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  Object.assign(stream, terminal);
  const exitCode = presentError(error, {
    json,
    stream,
    command: 'doctor',
    commands: ['doctor', 'tools call', 'tools list', 'verify'],
  });
  return { text, exitCode };
}

describe('an error for a person', () => {
  it('shows what an engine or registry says without its control sequences', () => {
    const { text } = shown(
      new McpDockError('PULL_FAILED', { reference: 'x', reason: '\u001b]0;owned\u0007\u001b[2Jgone' }),
    );
    expect(text).not.toMatch(/[\u001b\u0007]/u);
    expect(text).toContain('\\u001b[2Jgone');
  });

  it('breaks its lines between words in a terminal, and nowhere else', () => {
    const reason = 'word '.repeat(30).trim();
    const error = new McpDockError('BUILD_FAILED', { cause: 'other', reason, lastLines: [], advice: [reason] });
    expect(shown(error).text).toContain(`  ${reason}\n  → ${reason}\n`);
    const { text } = shown(error, false, { isTTY: true, columns: 60 });
    expect(
      text
        .replaceAll(/\u001b\[\d+m/gu, '')
        .split('\n')
        .slice(1),
    ).toEqual([
      ...['  word', '  word', '  word'].map((line, at) => line + ' word'.repeat(at === 2 ? 7 : 10)),
      ...['  → word', '    word', '    word'].map((line, at) => line + ' word'.repeat(at === 2 ? 7 : 10)),
      '',
    ]);
  });

  it('puts the last lines of a failed build before it, and the way out behind it', () => {
    const { text, exitCode } = shown(
      new McpDockError('BUILD_FAILED', {
        cause: 'other',
        reason: 'exit code 1',
        lastLines: ['no'],
        advice: ['Do it.'],
      }),
    );
    expect(text).toBe('  │ no\n✖ The build failed  BUILD_FAILED\n  exit code 1\n  → Do it.\n');
    expect(exitCode).toBe(4);
  });

  it('says what is wrong with a flag and not that something is', () => {
    const error = new Errors.CLIError(
      'The following error occurred:\n  All of the following must be provided when using --dry-run: --fix\nSee more help with --help',
    );
    expect(shown(error).text).toBe(
      '✖ A flag or argument is not right  FLAG_INVALID\n  --dry-run needs --fix.\n  → Run `mcp-dock doctor --help` for what it takes.\n',
    );
  });

  it.each([
    ['verfy:todo', 'verfy', 'verify'],
    ['tools:lst:x', 'tools lst', 'tools list'],
    ['tool:list', 'tool', 'tools'],
  ])('says that there is no command %s as it was typed, and which was meant', (id, typed, meant) => {
    expect(shown(new Errors.CLIError(`command ${id} not found`))).toEqual({
      text: `✖ There is no such command  COMMAND_UNKNOWN\n  There is no command "${typed}".\n  → Did you mean ${meant}?\n  → Run \`mcp-dock --help\` for all of them.\n`,
      exitCode: 2,
    });
  });

  it.each([
    ['--yes', 'Answer with --yes.'],
    ['--port', 'Answer with --port, or accept every default with --yes.'],
  ])('names %s once where nobody can be asked', (flag, expected) => {
    const error = new McpDockError('PROMPT_WITHOUT_TERMINAL', { question: 'Port?', flag });
    expect(error.suggestions).toEqual([expected]);
  });

  it('calls anything else a bug, with where it happened', () => {
    const { text, exitCode } = shown(new TypeError('x is no function'));
    expect(text).toContain('✖ A bug in mcp-dock  BUG\n  x is no function\n');
    expect(text).toContain('present-error.test.ts');
    expect(exitCode).toBe(70);
  });
});

it('is one line of JSON for a program', () => {
  const { text } = shown(new McpDockError('IMAGE_NOT_FOUND', { reference: 'x:1' }), true);
  expect(text.split('\n')).toHaveLength(2);
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'IMAGE_NOT_FOUND', exitCode: 3 } });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { presentReport, withSymbols } from '../../../src/cli/present-report.js';
import pretty from '../../../src/reporters/pretty.js';
import { folderWith } from '../../support/probe-context.js';
import { reportOfEverything, result } from '../../support/report.js';

const message = 'The image has no health check, '.repeat(8).trim();
const report = {
  ...reportOfEverything(),
  results: [result({ id: 'image/healthcheck-declared', outcome: 'fail', findings: [{ message }] })],
};

it('wraps for the terminal, and keeps lines whole in files', async () => {
  await using folder = await folderWith({});
  const shown = await presentReport(report, {
    format: 'pretty',
    output: [{ reporter: pretty, path: 'report.txt' }],
    symbols: true,
    verbose: false,
    cwd: folder.path,
    columns: 60,
  });
  expect(shown).not.toContain(message);
  expect(await readFile(join(folder.path, 'report.txt'), 'utf8')).toContain(message);
});

it('keeps lines whole where there is no terminal', async () => {
  const presentation = { format: 'pretty', output: [], symbols: true, verbose: false, cwd: '/', columns: undefined };
  expect(await presentReport(report, { ...presentation, format: 'pretty' })).toContain(message);
});

describe('withSymbols', () => {
  it.each([
    { flag: false, environment: {}, symbols: true },
    { flag: true, environment: {}, symbols: false },
    { flag: false, environment: { NO_COLOR: '1' }, symbols: false },
    { flag: false, environment: { NO_COLOR: '' }, symbols: true },
    { flag: false, environment: { TERM: 'dumb' }, symbols: false },
    { flag: false, environment: { TERM: 'xterm-256color' }, symbols: true },
  ])('with --no-symbols $flag and $environment: $symbols', ({ flag, environment, symbols }) => {
    expect(withSymbols(flag, environment)).toBe(symbols);
  });
});

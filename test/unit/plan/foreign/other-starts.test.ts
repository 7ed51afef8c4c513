import { describe, expect, it } from 'vitest';
import { otherStarts } from '../../../../src/plan/foreign/other-starts.js';
import { NO_WORDS } from '../../../../src/plan/package-words.js';

const silent = { lastLines: [], onlyInside: [], words: NO_WORDS, args: [], runtime: 'node' } as const;

describe('otherStarts', () => {
  it('has nothing to try of a server that says nothing', () => {
    expect(otherStarts(silent)).toEqual([]);
  });

  it('tries what the sources know, but not what was given', () => {
    const words = { variables: [], stdio: [['--stdio'], ['--transport', 'stdio']] };
    expect(otherStarts({ ...silent, words, args: ['--transport', 'sse'] }).map(({ args }) => args)).toEqual([
      ['--stdio'],
    ]);
  });

  it.each([
    ['of argparse', ['usage: x [-h] {serve,init} ...'], [['serve']]],
    [
      'of commander',
      ['Usage: x [options] [command]', 'Commands:', '  mcp            Start the server', '  login'],
      [['mcp']],
    ],
    ['of a box', ['Usage: x [OPTIONS] COMMAND', '│ mcp     Run the server. │'], [['mcp']]],
    ['that stands in prose', ['Usage: x', 'To start, run the login first.'], []],
    ['without its page', ['  serve   Start the server'], []],
  ])('tries a subcommand of a page of usage %s', (_, lastLines, args) => {
    expect(otherStarts({ ...silent, lastLines }).map((start) => start.args)).toEqual(args);
  });

  it('gives .NET what it lacks in a slim image', () => {
    const lastLines = ['Process terminated.', "Couldn't find a valid ICU package installed on the system."];
    expect(otherStarts({ ...silent, lastLines })[0]).toMatchObject({
      args: [],
      environment: { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    });
  });

  it('asks a server that only its container reaches to listen for all', () => {
    expect(otherStarts({ ...silent, runtime: 'python', onlyInside: ['127.0.0.1:8000'] })).toMatchObject([
      { args: [], environment: { HOST: '0.0.0.0', FASTMCP_HOST: '0.0.0.0' } },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { modesOf, unknownMode } from '../../../src/plan/modes.js';

const transports = (http: string[] | undefined, stdio: string[] | undefined) => ({
  http: { port: 3000, path: '/mcp', ...(http === undefined ? {} : { args: http }) },
  stdio: stdio === undefined ? {} : { args: stdio },
});

describe('modesOf', () => {
  it.each([
    { name: 'one word each', given: transports(['fastapi'], ['mcp']), words: ['fastapi', 'mcp'] },
    { name: 'the word of CMD', given: transports(undefined, ['stdio']), words: ['http', 'stdio'] },
    {
      name: 'the last of several',
      given: transports(['/app/x.js', 'http'], ['/app/x.js', 'stdio']),
      words: ['http', 'stdio'],
    },
    { name: 'options', given: transports(['--http'], ['--stdio']), words: undefined },
    {
      name: 'the value of an option',
      given: transports(['--transport', 'http'], ['--transport', 'stdio']),
      words: undefined,
    },
    { name: 'programs', given: transports(['/app/http.js'], ['/app/stdio.js']), words: undefined },
    { name: 'arguments that are alike', given: transports(['serve'], ['serve']), words: undefined },
    { name: 'more than one difference', given: transports(['http', 'fast'], ['stdio', 'slow']), words: undefined },
    { name: 'one transport', given: { stdio: { args: ['mcp'] } }, words: undefined },
  ])('finds in $name: $words', ({ given, words }) => {
    expect(modesOf(given, ['http'])?.words).toEqual(words);
  });

  it('puts a mode that does not exist where the word stands', () => {
    const modes = modesOf(transports(['x', 'http'], ['x', 'stdio']), []);
    expect(modes && unknownMode(modes).args).toEqual(['x', 'no-such-mode']);
  });
});

import { describe, expect, it } from 'vitest';
import { isContested, maskEnvSecrets, parseEnvFile, setEnvValue, tidyEnvFile } from '../../../src/model/env-file.js';

const kinds = (text: string) => parseEnvFile(text).problems.map(({ line, kind }) => `${line} ${kind}`);
const values = (text: string) => Object.fromEntries(parseEnvFile(text).entries.map(({ key, value }) => [key, value]));

describe('reading an environment file', () => {
  it.each([
    [
      'plain settings',
      '# a comment\n\nA=1\nB=x y\nC=\nD=http://h/#part\n',
      [],
      { A: '1', B: 'x y', C: '', D: 'http://h/#part' },
    ],
    ['a comment behind a value', 'A=http://h:1 # why\n', ['1 comment-behind-value'], { A: 'http://h:1' }],
    ['nothing but a comment as value', 'A=# later\n', ['1 comment-behind-value'], { A: '' }],
    ['quotes', 'A="x"\nB=\'y\' # z\n', ['1 quotes', '2 quotes', '2 comment-behind-value'], { A: 'x', B: 'y' }],
    ['spaces', 'A = 1\nB= 2\nC=3 \n', ['1 spaces', '2 spaces', '3 spaces'], { A: '1', B: '2', C: '3' }],
    ['CR and LF', 'A=1\r\nB=2\r\n', ['1 crlf'], { A: '1', B: '2' }],
    ['a byte order mark', '\uFEFFA=1\n', ['1 byte-order-mark'], { A: '1' }],
    ['a key twice', 'A=1\nA="1"\n', ['2 quotes', '2 duplicate'], { A: '1' }],
    ['a key twice with two values', 'A=1\nA=2\nA=1\n', ['3 conflict'], { A: '1' }],
    ['an export', 'export A=1\n', ['1 export'], { A: '1' }],
    ['no equals sign', 'A\n', ['1 no-equals-sign'], {}],
    ['a key that is none', '1A=x\nB-C=y\n', ['1 bad-key', '2 bad-key'], { '1A': 'x', 'B-C': 'y' }],
  ])('with %s', (_, text, problems, expected) => {
    expect([kinds(text), values(text)]).toEqual([problems, expected]);
  });

  it('knows keys that are only shown', () => {
    expect(parseEnvFile('# A=1\n#B=2\n# see C = d\n').commentedKeys).toEqual(['A', 'B']);
  });
});

describe('tidying an environment file', () => {
  it.each([
    ['a file without a fault', '# x\nA=1\n\nB=x y\n', '# x\nA=1\n\nB=x y\n'],
    ['quotes, spaces and comments', 'A = "1" # why\n', '# why\nA=1\n'],
    ['line ends and the byte order mark', '\uFEFFA=1\r\nB=2\r\n', 'A=1\nB=2\n'],
    ['a key twice', 'A=1\nB=x\nA="1"\n', 'B=x\nA=1\n'],
    ['a key with two values', 'A="1"\nB=x\nA=2\n', 'A=1\nB=x\nA=2\n'],
    ['no end of the last line', 'A=1', 'A=1\n'],
    ['what only a person knows', 'rubbish\n1A="x"\n', 'rubbish\n1A="x"\n'],
    ['a value that needs its quotes', 'A="x # y"\nB=" z"\n', 'A="x # y"\nB=" z"\n'],
  ])('with %s', (_, text, expected) => {
    expect(tidyEnvFile(text)).toBe(expected);
    expect(tidyEnvFile(expected)).toBe(expected);
  });
});

describe('setting a value', () => {
  it.each([
    ['in its line', 'A=1\r\nB=2 # x\r\nC=3\r\n', 'A=1\r\nB=new\r\nC=3\r\n'],
    ['at the end', 'A=1', 'A=1\nB=new\n'],
    ['in an empty file', '', 'B=new\n'],
    ['in the line that counts', 'B=1\nB=2\n', 'B=1\nB=new\n'],
  ])('%s', (_, text, expected) => {
    expect(setEnvValue(text, 'B', 'new')).toBe(expected);
  });
});

it('names the lines of a setting with two values, and no value', () => {
  const { problems } = parseEnvFile('A=first\nB=1\nA=second\nA=first\n');
  expect(problems.map(({ message }) => message)).toEqual([
    'A is set on lines 1, 3 and 4 with different values, and the last one wins. Keep the line that is meant and remove the others.',
  ]);
  expect(['A', 'B'].map((key) => isContested(problems, key))).toEqual([true, false]);
});

it('masks secrets and nothing else', () => {
  expect(
    maskEnvSecrets('MCP_PORT=3000\nSERVICE_AUTH_TOKEN="abc" # abc\nDATABASE_URL=postgres://u:pw@h/d\nEMPTY_TOKEN=\n'),
  ).toBe('MCP_PORT=3000\nSERVICE_AUTH_TOKEN="••••••" # ••••••\nDATABASE_URL=••••••\nEMPTY_TOKEN=\n');
});

import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../src/model/split-words.js';

describe('splitting a command line', () => {
  it.each([
    ['node dist/server.js --stdio', ['node', 'dist/server.js', '--stdio']],
    ['  npx   -y\t@acme/server ', ['npx', '-y', '@acme/server']],
    [`node -e 'console.log("a b")'`, ['node', '-e', 'console.log("a b")']],
    [String.raw`node "a \"b\" \\ c"`, ['node', String.raw`a "b" \ c`]],
    [String.raw`my\ server it\'s`, ['my server', "it's"]],
    [String.raw`C:\tools\node.exe D:\srv\index.js`, [String.raw`C:\tools\node.exe`, String.raw`D:\srv\index.js`]],
    [`server '' ""`, ['server', '', '']],
    [`--name='a'"b"c`, ['--name=abc']],
    [`server '$HOME' '|' 'a;b' "a>b"`, ['server', '$HOME', '|', 'a;b', 'a>b']],
    ['server --price 5$ x~y', ['server', '--price', '5$', 'x~y']],
    ['server --filter KEY=value', ['server', '--filter', 'KEY=value']],
  ])('%s', (line, words) => {
    expect(splitWords(line)).toEqual({ words });
  });

  it.each([
    ['', 'the program is missing.'],
    ['   ', 'the program is missing.'],
    [`'' x`, 'the program is missing.'],
    [`node 'x`, "a ' is never closed."],
    ['node "x', 'a " is never closed.'],
    ['node x | tee log', 'no shell runs it, so | would'],
    ['node x && y', 'no shell runs it, so & would'],
    ['node x > log', 'no shell runs it, so > would'],
    ['node x; y', 'no shell runs it, so ; would'],
    ['node $HOME/x', 'no shell runs it, so $… would'],
    ['node "${HOME}/x"', 'no shell runs it, so $… would'],
    ['node $(which x)', 'no shell runs it, so $… would'],
    ['node `which x`', 'no shell runs it, so ` would'],
    ['node "`which x`"', 'no shell runs it, so ` would'],
    ['node ~/x', 'no shell runs it, so ~ would'],
    ['a\nb', 'no shell runs it, so a second line would'],
    ['TOKEN=abc node x', 'variables are given with --env: --env TOKEN=….'],
  ])('refuses %j', (line, fault) => {
    expect(splitWords(line)).toEqual({ fault: expect.stringContaining(fault) as string });
  });
});

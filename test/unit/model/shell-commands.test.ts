import { describe, expect, it } from 'vitest';
import { shellCommands, shellText, unwrapped } from '../../../src/model/shell-commands.js';

const words = (text: string) => shellCommands(text).map((command) => command.words.join(' '));

describe('shellCommands', () => {
  it.each([
    ['a && b || c; d & e | f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['if [ -s /x ]; then export A=1; else b; fi; c', ['[ -s /x ]', 'export A=1', 'b', 'c']],
    ['for x in a b; do echo "$x"; done', ['for x in a b', 'echo $x']],
    ['(cd /a && b) && { c; }', ['cd /a', 'b', 'c']],
    [`echo 'a && b' "c; d" e\\ f # g && h`, ['echo a && b c; d e f']],
    ['A=1 B="2 3" npm ci --omit=dev', ['npm ci --omit=dev']],
    ['apt-get install -y $(cat list | tr x y) && rm `ls`', ['apt-get install -y $(cat list | tr x y)', 'rm `ls`']],
    ['echo a >&2 2>/dev/null >> log < in', ['echo a']],
    ['a \\\n  b\nc', ['a b', 'c']],
    ['', []],
    ['"', ['']],
  ])('of %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('know what stands before and behind them', () => {
    expect(
      shellCommands('a || true; (b) || c').map(({ words: [word], before, after }) => [word, before, after]),
    ).toEqual([
      ['a', '', '||'],
      ['true', '||', ';'],
      ['b', '(', '||'],
      ['c', '||', ''],
    ]);
  });

  it('keep assignments and redirections apart', () => {
    expect(shellCommands('CI=true pnpm i 2>&1 >/dev/null')[0]).toMatchObject({
      words: ['pnpm', 'i'],
      assignments: [{ name: 'CI', value: 'true' }],
      redirections: ['2>&1', '>/dev/null'],
    });
  });
});

it.each([
  ['exec env A=b node x', 'node x'],
  ['sudo -E apt-get update', 'apt-get update'],
  ['tini -- gosu app node x', 'node x'],
  ['node x', 'node x'],
])('unwraps %s', (text, expected) => {
  expect(unwrapped(text.split(' ')).join(' ')).toBe(expected);
});

it.each([
  [['sh', '-c', 'a b'], 'a b'],
  [['/bin/bash', '-euxc', 'a'], 'a'],
  [['sh', 'a.sh'], undefined],
  [['node', '-c', 'a'], undefined],
])('finds the text of %j', (argv, text) => {
  expect(shellText(argv)).toBe(text);
});

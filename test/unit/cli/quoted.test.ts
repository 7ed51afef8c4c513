import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandLine, quoted } from '../../../src/cli/quoted.js';

describe('quoted', () => {
  it.each([
    ['todo', 'todo', 'todo'],
    ['--arg=--zone', '--arg=--zone', '--arg=--zone'],
    ['npm:@scope/name@1.2.3', 'npm:@scope/name@1.2.3', 'npm:@scope/name@1.2.3'],
    ['pypi:mcp==1.0', 'pypi:mcp==1.0', 'pypi:mcp==1.0'],
    ['', "''", "''"],
    ['My Todo', '"My Todo"', '"My Todo"'],
    // A list in PowerShell, and a splat.
    ['backend,postgres', '"backend,postgres"', '"backend,postgres"'],
    ['@scope/name', '"@scope/name"', '"@scope/name"'],
    ['mcp<2', '"mcp<2"', '"mcp<2"'],
    ["it's", '"it\'s"', '"it\'s"'],
    ['$HOME', "'$HOME'", "'$HOME'"],
    ['a`b', "'a`b'", "'a`b'"],
    ['["node","a b"]', `'["node","a b"]'`, `'["node","a b"]'`],
    ["it's $5", String.raw`'it'\''s $5'`, "'it''s $5'"],
    [String.raw`C:\my`, String.raw`'C:\my'`, String.raw`C:\my`],
    [String.raw`C:\my todo`, String.raw`'C:\my todo'`, String.raw`"C:\my todo"`],
  ])('%s', (word, posix, windows) => {
    expect(quoted(word, 'linux')).toBe(posix);
    expect(quoted(word, 'win32')).toBe(windows);
  });

  it.runIf(process.platform !== 'win32')('comes back from a shell as it was', () => {
    const words = [
      'init',
      'a b',
      '',
      '$(id)',
      '`id`',
      '"',
      "'",
      `a'"$b`,
      String.raw`\n\\`,
      '!x',
      '*',
      '~/x',
      'a,b',
      'ä\nb',
      '#x',
    ];
    const line = commandLine(words).replace(/^mcp-dock /u, '');
    const seen = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`]).toString();
    expect(seen.split('\0').slice(0, -1)).toEqual(words);
  });
});

import { describe, expect, it } from 'vitest';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { parseIgnoreRules } from '../../../src/config/ignore-rules.js';

const rules = (...lines: string[]) => parseIgnoreRules(lines.join('\n'), '.dockerignore');

describe('.dockerignore', () => {
  it.each<{ name: string; lines: string[]; ignored: string[]; sent: string[] }>([
    { name: 'nothing', lines: ['', '# all', '  '], ignored: [], sent: ['a', 'b/c'] },
    { name: 'a name at the root only', lines: ['a'], ignored: ['a', 'a/b'], sent: ['b/a', 'ab'] },
    { name: 'a name anywhere', lines: ['**/a'], ignored: ['a', 'b/a', 'b/c/a/d'], sent: ['ab'] },
    { name: 'a star within one part', lines: ['*.md'], ignored: ['x.md'], sent: ['docs/x.md'] },
    { name: 'stars over parts', lines: ['docs/**/*.md'], ignored: ['docs/x.md', 'docs/a/b/x.md'], sent: ['x.md'] },
    { name: 'a leading and a trailing slash', lines: ['/a/'], ignored: ['a/b'], sent: ['b/a'] },
    { name: 'taking back', lines: ['docs', '!docs/keep.md'], ignored: ['docs/a'], sent: ['docs/keep.md'] },
    { name: 'the last match', lines: ['*', '!src', 'src/x'], ignored: ['a', 'src/x'], sent: ['src/y'] },
    { name: 'everything but one folder', lines: ['**', '!src/**'], ignored: ['a/b'], sent: ['src/a/b'] },
    { name: 'case', lines: ['README'], ignored: ['README'], sent: ['readme'] },
    {
      name: 'characters of regular expressions',
      lines: ['c++', 'a(1)', 'x|y'],
      ignored: ['c++', 'a(1)', 'x|y'],
      sent: ['x', 'a1', 'ccc'],
    },
    { name: 'classes and question marks', lines: ['[ab]?'], ignored: ['a1', 'bx'], sent: ['c1', 'a'] },
    { name: 'a byte order mark and CRLF', lines: ['\u{feff}a\r', 'b\r'], ignored: ['a', 'b'], sent: ['c'] },
  ])('understands $name', ({ lines, ignored, sent }) => {
    const found = rules(...lines);
    expect(ignored.filter((path) => !found.ignores(path))).toEqual([]);
    expect(sent.filter((path) => found.ignores(path))).toEqual([]);
  });

  it.each<{ lines: string[]; folder: string; expected: boolean }>([
    { lines: ['a'], folder: 'a', expected: false },
    { lines: ['a', '!a/keep'], folder: 'a', expected: true },
    { lines: ['a', '!a/keep/x'], folder: 'a/other', expected: false },
    { lines: ['a', '!a/*/x'], folder: 'a/other', expected: true },
    { lines: ['a', '!b/keep'], folder: 'a', expected: false },
    { lines: ['a', '!**/keep'], folder: 'a/b/c', expected: true },
    { lines: ['a', '!a'], folder: 'a', expected: false },
  ])('walks $folder under $lines: $expected', ({ lines, folder, expected }) => {
    expect(rules(...lines).mayReinclude(folder)).toBe(expected);
  });

  it('names the rule and the line that ignore a path', () => {
    const found = rules('# head', 'docs', '*.lock', '!keep.lock');
    expect(found.ruleFor('docs/a/b')).toMatchObject({ text: 'docs', line: 2 });
    expect(found.ruleFor('package.lock')).toMatchObject({ text: '*.lock', line: 3 });
    expect(found.ruleFor('keep.lock')).toBeUndefined();
  });

  it('refuses a pattern that is none, with its line', () => {
    const read = () => rules('a', '[z-a]');
    expect(read).toThrow(McpDockError);
    expect(read).toThrow(/\.dockerignore:2: "\[z-a\]"/u);
  });
});

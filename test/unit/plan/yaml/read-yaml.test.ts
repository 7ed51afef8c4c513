import { describe, expect, it } from 'vitest';
import { entryAt, nodeAt, plainOf } from '../../../../src/plan/yaml/located.js';
import { MAX_YAML_BYTES, readYaml } from '../../../../src/plan/yaml/read-yaml.js';

const one = (text: string) => readYaml('a.yaml', text);

describe('a YAML file', () => {
  it('knows the line of every key and value, also behind an anchor', () => {
    const { documents, problems } = one('x: &x\n  a: 1\n  b: [c,\n    d]\ny:\n  <<: *x\n  a: 2\n');
    expect(problems).toEqual([]);
    expect(plainOf(documents[0])).toEqual({ x: { a: 1, b: ['c', 'd'] }, y: { a: 2, b: ['c', 'd'] } });
    expect(entryAt(documents[0], 'y', 'a')?.at.line).toBe(7);
    expect(entryAt(documents[0], 'y', 'b')?.at.line).toBe(3);
    expect(nodeAt(documents[0], 'y', 'b')).toMatchObject({ items: [{ at: { line: 3 } }, { at: { line: 4 } }] });
  });

  it('may have several documents, and a byte order mark', () => {
    expect(one('\u{feff}a: 1\n---\nb: 2\n').documents.map(plainOf)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('keeps numbers as they are written, and tags of others', () => {
    const { documents } = one('a: 1.50\nb: !reset null\nc: !override [1]\n');
    expect(nodeAt(documents[0], 'a')).toMatchObject({ value: 1.5, text: '1.50' });
    expect(nodeAt(documents[0], 'b')?.tag).toBe('!reset');
    expect(nodeAt(documents[0], 'c')?.tag).toBe('!override');
  });

  it.each([
    ['a key twice', 'a: 1\na: 2\n', 2, /keys must be unique/iu],
    ['an anchor that is not there', 'a: *b\n', 1, /Unresolved alias|anchor/u],
    ['an anchor that holds itself', 'a: &a\n  b: *a\n', 2, /holds itself/u],
    ['a text that is merged in', 'a:\n  <<: b\n', 2, /wants a map/u],
    ['a tab', 'a:\n\tb: 1\n', 2, /tab/iu],
    ['too much of it', 'a'.repeat(MAX_YAML_BYTES + 1), 1, /larger than 256 KiB/u],
  ])('says what is wrong with %s', (_name, text, line, message) => {
    expect(one(text).problems).toEqual([expect.objectContaining({ line, message: expect.stringMatching(message) })]);
  });

  it.each([
    [
      'aliases that multiply',
      `${Array.from({ length: 12 }, (_, index) => `a${index}: &a${index} [${index === 0 ? '1,1,1,1,1,1,1,1,1,1' : Array.from({ length: 10 }, () => `*a${index - 1}`).join()}]`).join('\n')}\n`,
    ],
    ['brackets without end', '['.repeat(200_000)],
    ['braces without end', '{a: '.repeat(60_000)],
    ['dashes without end', '- '.repeat(100_000)],
    ['questions without end', '? '.repeat(100_000)],
    ['lines that go deeper and deeper', Array.from({ length: 500 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
  ])('is not led astray by %s', (_name, text) => {
    const from = performance.now();
    expect(one(text).problems).not.toEqual([]);
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});

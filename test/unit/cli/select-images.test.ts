import { describe, expect, it } from 'vitest';
import { selectImages } from '../../../src/cli/select-images.js';
import { parseConfig } from '../../../src/config/load-config.js';

const project = parseConfig('name: todo\nimages:\n  backend: {}\n  db: {}\n', 'mcp-dock.yaml', '/p');
const alone = parseConfig('name: todo\n', 'mcp-dock.yaml', '/p');
const select = (names?: readonly string[], flags: Readonly<Record<string, unknown>> = {}, of = project) =>
  selectImages(of, { names, flags, command: 'build' }).map(({ name }) => name);

describe('selectImages', () => {
  it.each([
    [undefined, ['todo', 'backend', 'db']],
    [['backend'], ['backend']],
    [
      ['db', 'todo'],
      ['todo', 'db'],
    ],
  ])('takes %j', (names, expected) => {
    expect(select(names)).toEqual(expected);
  });

  it('has none without a project', () => {
    expect(selectImages(undefined, { flags: {}, command: 'build' })).toEqual([]);
  });

  it.each([
    ['a name that is none', () => select(['front']), /no such image; it has todo, backend, db/u],
    [
      'a name without a project',
      () => selectImages(undefined, { names: ['x'], flags: {}, command: 'build' }),
      /no mcp-dock\.yaml/u,
    ],
    ['a tag for several', () => select(undefined, { tag: ['x:1'] }), /--tag is about one image.*add --image NAME/u],
    [
      'two such flags',
      () => select(['todo', 'db'], { file: 'a', target: 'b' }),
      /--file and --target are about one image/u,
    ],
    ['what only buildx does', () => select(undefined, { sbom: true, reproducible: false }), /^.*--sbom is about one/u],
    ['the scanner of --sbom', () => select(undefined, { 'sbom-generator': 'x' }), /--sbom-generator is about one/u],
  ])('refuses %s', (_, of, reason) => {
    expect(of).toThrow(
      expect.objectContaining({ code: 'FLAG_INVALID', message: expect.stringMatching(reason) as string }) as Error,
    );
  });

  it('takes such flags for one', () => {
    expect(select(['db'], { tag: ['x:1'] })).toEqual(['db']);
    expect(select(undefined, { tag: ['x:1'], file: 'a' }, alone)).toEqual(['todo']);
  });
});

import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedPaths, contextState } from '../../../src/actions/context-state.js';
import { configSchema } from '../../../src/config/schema.js';
import { folderWith } from '../../support/probe-context.js';

const files = {
  'mcp-dock.yaml': 'name: x\n',
  Dockerfile: 'FROM x\n',
  '.dockerignore': 'ignored\nlogs/*\n!logs/kept\n',
  '.env': 'A=1\n',
  ignored: '',
  'src/index.ts': '1',
  'logs/debug': '',
};
const put = (folder: string, path: string, content = 'changed') => writeFile(join(folder, path), content);

async function changesAfter(work: (folder: string) => Promise<unknown>): Promise<string[]> {
  await using folder = await folderWith(files);
  const input = { directory: folder.path, flags: {}, verbose: false };
  const before = await contextState(input, folder.path);
  await work(folder.path);
  return changedPaths(before, await contextState(input, folder.path));
}

describe('contextState', () => {
  it.each<[string, (folder: string) => Promise<unknown>, string[]]>([
    ['nothing', async () => {}, []],
    ['a file', (folder) => put(folder, 'src/index.ts'), ['src/index.ts']],
    ['a file of the same size', (folder) => utimes(join(folder, 'src/index.ts'), 1, 1), ['src/index.ts']],
    ['a new file', (folder) => put(folder, 'src/b.ts'), ['src/b.ts']],
    ['a new folder', (folder) => mkdir(join(folder, 'empty')), ['empty']],
    ['a file that is gone', (folder) => rm(join(folder, 'src/index.ts')), ['src/index.ts']],
    ['the Dockerfile', (folder) => put(folder, 'Dockerfile', 'FROM y\n'), ['Dockerfile']],
    ['mcp-dock.yaml', (folder) => put(folder, 'mcp-dock.yaml', 'name: y\n'), ['mcp-dock.yaml']],
    [
      'its own .dockerignore',
      (folder) => put(folder, 'Dockerfile.dockerignore', '*\n!src\n'),
      ['.dockerignore', 'Dockerfile.dockerignore', 'logs', 'mcp-dock.yaml'],
    ],
    ['what is ignored', (folder) => put(folder, 'ignored'), []],
    ['a new file that is ignored', (folder) => put(folder, 'logs/more'), []],
    ['a file that is taken back', (folder) => put(folder, 'logs/kept'), ['logs/kept']],
    ['.env, which is never sent', (folder) => put(folder, '.env'), []],
  ])('sees %s', async (_, work, expected) => {
    expect((await changesAfter(work)).toSorted()).toEqual(expected);
  });

  it('counts .dockerignore though it keeps itself out', async () => {
    await using folder = await folderWith({ Dockerfile: 'FROM x', '.dockerignore': '*\n' });
    const input = { directory: folder.path, flags: {}, verbose: false };
    const before = await contextState(input, folder.path);
    await put(folder.path, '.dockerignore', '*\n# more\n');
    expect(changedPaths(before, await contextState(input, folder.path))).toEqual(['.dockerignore']);
  });

  it('watches the folders that are looked into, and those of Dockerfile and project outside of the context', async () => {
    await using folder = await folderWith({
      'docker/Dockerfile': 'FROM x',
      'app/node_modules/x/a': '',
      'app/src/a': '',
      'app/.dockerignore': 'node_modules',
    });
    const config = configSchema.parse({ name: 'x', build: { context: 'app', dockerfile: 'docker/Dockerfile' } });
    const input = { directory: folder.path, project: { config, directory: folder.path }, flags: {}, verbose: false };
    const { folders } = await contextState(input, folder.path);
    expect(folders.toSorted()).toEqual(['', 'app', 'app/src', 'docker'].map((path) => join(folder.path, path)));
  });

  it('changes when a context can be read again', async () => {
    await using folder = await folderWith({ a: '' });
    const input = { directory: folder.path, flags: {}, verbose: false };
    const before = await contextState(input, folder.path);
    expect(before.folders).toEqual([folder.path]);
    expect(changedPaths(before, await contextState(input, folder.path))).toEqual([]);
    await put(folder.path, 'Dockerfile', 'FROM x');
    expect(changedPaths(before, await contextState(input, folder.path))).toContain('Dockerfile');
  });
});

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { repositoryFolder } from '../../../src/cli/repository-folder.js';

let top = '';
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'mcp-dock-repository-')));
  await mkdir(join(top, 'servers', 'todo'), { recursive: true });
});
afterEach(() => rm(top, { recursive: true, force: true }));

it('is the way from the top of a repository', async () => {
  await mkdir(join(top, '.git'));
  expect(repositoryFolder(join(top, 'servers', 'todo'))).toBe('servers/todo');
  expect(repositoryFolder(top)).toBe('');
});

it('begins anew in a worktree or a submodule', async () => {
  await mkdir(join(top, '.git'));
  await writeFile(join(top, 'servers', '.git'), 'gitdir: elsewhere');
  expect(repositoryFolder(join(top, 'servers', 'todo'))).toBe('todo');
});

it('is empty outside of every repository', () => {
  expect(repositoryFolder(parse(top).root)).toBe('');
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIfThere, readTextIfThere } from '../../../src/config/read-text.js';
import { folderWith } from '../../support/probe-context.js';

describe('a file that may be there', () => {
  it.each([
    { name: 'is there', path: 'a.txt', text: 'grüße' },
    { name: 'is not there', path: 'b.txt', text: undefined },
    { name: 'would be below a file', path: 'a.txt/b.txt', text: undefined },
  ])('is read when it $name', async ({ path, text }) => {
    await using folder = await folderWith({ 'a.txt': 'grüße' });
    expect(await readTextIfThere(join(folder.path, path))).toBe(text);
    expect((await readIfThere(join(folder.path, path)))?.toString()).toBe(text);
  });

  it('is not waited for where it is a pipe', async () => {
    await using folder = await folderWith({});
    const path = join(folder.path, '.env');
    execFileSync('mkfifo', [path]);
    await expect(readTextIfThere(path)).rejects.toMatchObject({
      details: { reason: 'it is a pipe, a socket or a device' },
    });
  });

  it('says why it cannot be read', async () => {
    await using folder = await folderWith({ 'folder/a.txt': '' });
    const path = join(folder.path, 'folder');
    await expect(readTextIfThere(path)).rejects.toMatchObject({ code: 'FILE_READ_FAILED', details: { path } });
  });
});

import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from '../../../src/actions/write-files.js';
import { readTextIfThere } from '../../../src/config/read-text.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

const posix = process.platform !== 'win32';

describe('writeFiles', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mcp-dock-write-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const read = (path: string) => readFile(join(directory, path), 'utf8');
  const everything = async () => (await readdir(directory, { recursive: true })).toSorted();

  it('writes new files, makes their folders and leaves nothing else', async () => {
    const { written } = await writeFiles(directory, [
      { path: 'src/deep/a.ts', content: 'a' },
      { path: '.env', content: Buffer.from('b') },
    ]);
    expect(written).toEqual(['src/deep/a.ts', '.env']);
    expect(await everything()).toEqual(['.env', 'src', join('src', 'deep'), join('src', 'deep', 'a.ts')].toSorted());
    expect(await read('src/deep/a.ts')).toBe('a');
    expect(await read('.env')).toBe('b');
  });

  it('makes a folder that does not exist yet', async () => {
    await writeFiles(join(directory, 'new', 'project'), [{ path: 'a', content: 'a' }]);
    expect(await read('new/project/a')).toBe('a');
  });

  it.runIf(posix)('writes into a pipe or device and leaves it what it is, behind a link too', async () => {
    await promisify(execFile)('mkfifo', [join(directory, 'pipe')]);
    await symlink('pipe', join(directory, 'link'));
    for (const path of ['pipe', 'link']) {
      const [text] = await Promise.all([read('pipe'), writeFiles(directory, [{ path, content: 'a' }])]);
      expect(text).toBe('a');
    }
    expect((await stat(join(directory, 'pipe'))).isFIFO()).toBe(true);
    expect(await everything()).toEqual(['link', 'pipe']);
  });

  it('replaces a file and takes its old content away', async () => {
    await writeFile(join(directory, 'a'), 'old');
    await writeFiles(directory, [{ path: 'a', content: 'new' }]);
    expect(await read('a')).toBe('new');
    expect(await everything()).toEqual(['a']);
  });

  it.runIf(posix)(
    'gives the mode that was asked for, whatever the umask, and else keeps that of the old file',
    async () => {
      await writeFile(join(directory, 'kept'), 'old');
      await chmod(join(directory, 'kept'), 0o640);
      await writeFiles(directory, [
        { path: '.env', content: 'x', mode: 0o600 },
        { path: 'shared', content: 'x', mode: 0o666 },
        { path: 'kept', content: 'new' },
      ]);
      const modeOf = async (path: string) => (await stat(join(directory, path))).mode & 0o777;
      expect([await modeOf('.env'), await modeOf('shared'), await modeOf('kept')]).toEqual([0o600, 0o666, 0o640]);
    },
  );

  it.runIf(posix)('makes a folder with the mode that was asked for, and leaves one alone that is there', async () => {
    await mkdir(join(directory, 'there'), { mode: 0o755 });
    await writeFiles(directory, [
      { path: 'secrets/a', content: 'x', folderMode: 0o700 },
      { path: 'new/secrets/a', content: 'x', folderMode: 0o700 },
      { path: 'there/a', content: 'x', folderMode: 0o700 },
    ]);
    const modeOf = async (path: string) => (await stat(join(directory, path))).mode & 0o777;
    expect(await Promise.all(['secrets', 'new/secrets', 'there'].map(modeOf))).toEqual([0o700, 0o700, 0o755]);
  });

  it.runIf(posix)('writes through a link instead of replacing it', async () => {
    await writeFile(join(directory, 'real'), 'old');
    await symlink('real', join(directory, 'link'));
    await writeFiles(directory, [{ path: 'link', content: 'new' }]);
    expect(await read('real')).toBe('new');
    expect(
      (await readdir(directory, { withFileTypes: true })).find(({ name }) => name === 'link')?.isSymbolicLink(),
    ).toBe(true);
  });

  it.each([
    { name: 'a folder in the place of a file', path: 'taken' },
    { name: 'a file in the place of a folder', path: 'file/b' },
  ])('puts everything back when it meets $name', async ({ path }) => {
    await writeFile(join(directory, 'file'), 'old');
    await mkdir(join(directory, 'taken'));
    const before = await everything();
    const attempt = writeFiles(directory, [
      { path: 'new/a', content: 'a' },
      { path: 'file', content: 'new' },
      { path, content: 'c' },
    ]);
    await expect(attempt).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED', details: { path } });
    expect(await everything()).toEqual(before);
    expect(await read('file')).toBe('old');
  });

  it('puts everything back when the last rename fails', async () => {
    await writeFile(join(directory, 'first'), 'old');
    // The folder of the third file takes the place of the second: only renaming finds out.
    const attempt = writeFiles(directory, [
      { path: 'first', content: 'new' },
      { path: 'x', content: 'file' },
      { path: 'x/y', content: 'below' },
    ]);
    await expect(attempt).rejects.toBeInstanceOf(McpDockError);
    expect(await everything()).toEqual(['first']);
    expect(await read('first')).toBe('old');
  });

  it('writes nothing once it was aborted', async () => {
    const reason = new McpDockError('INTERRUPTED', { cleaned: '' });
    await expect(
      writeFiles(directory, [{ path: 'a/b', content: 'a' }], { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(await everything()).toEqual([]);
  });

  it('puts everything back when it is aborted half-way', async () => {
    await writeFile(join(directory, 'file-1'), 'old');
    const controller = new AbortController();
    const reason = new McpDockError('INTERRUPTED', { cleaned: '' });
    const files = Array.from({ length: 40 }, (_, index) => ({ path: `file-${index}`, content: 'x'.repeat(10_000) }));
    const attempt = writeFiles(directory, files, { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(attempt).rejects.toBe(reason);
    expect(await everything()).toEqual(['file-1']);
    expect(await read('file-1')).toBe('old');
  });
});

describe('readTextIfThere', () => {
  it('tells a missing file from one that cannot be read', async () => {
    expect(await readTextIfThere(join(tmpdir(), 'mcp-dock-no-such-file'))).toBeUndefined();
    await expect(readTextIfThere(tmpdir())).rejects.toMatchObject({ code: 'FILE_READ_FAILED' });
  });
});

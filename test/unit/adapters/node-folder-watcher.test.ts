import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createNodeFolderWatcher } from '../../../src/adapters/node-folder-watcher.js';
import { folderWith } from '../../support/probe-context.js';

describe('the watcher of folders', () => {
  it('notices files in its folders, not below them, and nothing any more when it is disposed of', async () => {
    await using folder = await folderWith({ a: '1', 'below/b': '1' });
    let count = 0;
    const watcher = createNodeFolderWatcher();
    watcher.watch([folder.path], () => (count += 1));
    // A folder that was not watched before counts.
    expect(count).toBe(1);
    watcher.watch([folder.path], () => (count += 1));
    expect(count).toBe(1);
    await writeFile(join(folder.path, 'a'), '2');
    await expect.poll(() => count).toBeGreaterThan(1);
    await delay(30);
    count = 0;
    await writeFile(join(folder.path, 'below/b'), '2');
    await delay(50);
    expect(count).toBe(0);
    watcher[Symbol.dispose]();
    await writeFile(join(folder.path, 'a'), '3');
    await delay(50);
    expect(count).toBe(0);
  });

  it('follows a folder that is made anew', async () => {
    await using folder = await folderWith({ 'src/a': '1' });
    const src = join(folder.path, 'src');
    let count = 0;
    const onChange = () => void (count += 1);
    using watcher = createNodeFolderWatcher();
    watcher.watch([folder.path, src], onChange);
    await rm(src, { recursive: true });
    await mkdir(src);
    await expect.poll(() => count).toBeGreaterThan(1);
    watcher.watch([folder.path, src], onChange);
    await delay(30);
    count = 0;
    await writeFile(join(src, 'a'), '2');
    await expect.poll(() => count).toBeGreaterThan(0);
  });

  it('skips what is not there, and looks again and again at what the system cannot watch', async () => {
    await using folder = await folderWith({});
    let count = 0;
    const onChange = () => void (count += 1);
    using gone = createNodeFolderWatcher({ pollMs: 5 });
    gone.watch([join(folder.path, 'gone')], onChange);
    await delay(30);
    expect(count).toBe(0);
    const full = () => {
      throw Object.assign(new Error('no watch left'), { code: 'ENOSPC' });
    };
    using polled = createNodeFolderWatcher({ pollMs: 5, open: full });
    polled.watch([folder.path], onChange);
    await expect.poll(() => count).toBeGreaterThan(2);
  });
});

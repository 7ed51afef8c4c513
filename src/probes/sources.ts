import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBuildContext } from '../config/build-context.js';
import { loadConfig } from '../config/load-config.js';
import { LOCK_FILE_NAME } from '../config/read-lock.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { defineProbe, NotApplicable } from './define-probe.js';

/** Past that, looking at all of them would take longer than the answer is worth. */
const MOST_FILES = 20_000;
const LISTED = 5;

export default defineProbe({
  fact: 'sources',
  title: 'See when its sources were changed',
  timeoutMs: 20_000,
  async collect({ cwd, target }) {
    if (!target.settings.configured || target.imageReference === undefined)
      throw new NotApplicable('It is not the image of the project in this folder.');
    const config = (await loadConfig(cwd))?.config.build;
    const directory = join(cwd, config?.context ?? '.');
    const dockerfile = join(cwd, config?.dockerfile ?? 'Dockerfile');
    // What cannot be built is nothing to be newer than the image.
    const context = await readBuildContext({ directory, dockerfile }).catch((error: unknown) => {
      throw error instanceof McpDockError ? new NotApplicable(error.message) : error;
    });
    if (context.sent.length > MOST_FILES)
      throw new NotApplicable(`The build context has more than ${MOST_FILES} files.`);
    const found = await Promise.all(
      // `verify --lock` writes it after the build that it is about.
      context.sent
        .filter(({ path }) => path !== LOCK_FILE_NAME)
        .map(async ({ path }) => {
          // One that went away meanwhile has not been changed.
          const stats = await lstat(join(directory, path)).catch(() => undefined);
          return stats === undefined ? [] : [{ path, modifiedAt: stats.mtime.toISOString() }];
        }),
    );
    const newestFirst = found.flat().toSorted((a, b) => (a.modifiedAt < b.modifiedAt ? 1 : -1));
    return { files: newestFirst.length, newest: newestFirst.slice(0, LISTED) };
  },
});

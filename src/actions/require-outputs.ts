import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildOutput } from '../plan/buildx-options.js';

/**
 * Looks at where a build is to write, before minutes are spent on what cannot be written: buildx makes no folder for a file, and
 * some of its versions look at the place only when everything is built. Throws FILE_WRITE_FAILED.
 */
export async function requireOutputs(outputs: readonly BuildOutput[], cwd: string): Promise<void> {
  for (const { type, path, spec } of outputs) {
    const target = resolve(cwd, path);
    const refuse = (reason: string, cause?: unknown) =>
      new McpDockError('FILE_WRITE_FAILED', { path: target, reason }, { cause });
    const look = async (place: string) => {
      try {
        return await stat(place);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw refuse(fileFault(cause), cause);
      }
    };
    const found = await look(target);
    if (type === 'local' || /(?:^|,)tar=false(?:,|$)/u.test(spec)) {
      if (found?.isDirectory() === false) throw refuse('a file has that name, and a folder is to be written');
      continue;
    }
    if (found?.isDirectory() === true) throw refuse('a folder has that name');
    if (found === undefined && (await look(dirname(target))) === undefined)
      throw refuse(`there is no folder ${dirname(target)}`);
  }
}

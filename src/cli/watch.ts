import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildOne, ImageInput } from '../actions/build-images.js';
import { notesOnly } from '../actions/named-progress.js';
import { watchBuilds } from '../actions/watch-builds.js';
import type { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import type { RenderOptions } from '../reporters/define-reporter.js';
import { failedRoundLine, roundLine } from '../reporters/round-line.js';
import { createFolderWatcher } from './create-context.js';
import { presentError } from './present-error.js';

interface Watch {
  readonly load: () => Promise<readonly ImageInput[]>;
  readonly buildOne: BuildOne;
  readonly options: RenderOptions;
}

/** `build --watch`: a line on stdout for every image that was built, the whole reason on stderr for every other. */
export async function watch({ load, buildOne, options }: Watch, context: Context): Promise<never> {
  using watcher = await createFolderWatcher();
  const fault = (error: McpDockError) =>
    void presentError(error, { json: false, stream: process.stderr, command: 'build' });
  let told = false;
  return await watchBuilds(
    {
      load,
      buildOne,
      watcher,
      clock: {
        now: () => performance.now(),
        sleep: async (ms, signal) => {
          await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
        },
      },
      onFault: fault,
      onRound: ({ images }) => {
        const look = { ...options, at: new Date() };
        for (const { name, report, error } of images) {
          process.stdout.write(
            `${report === undefined ? failedRoundLine(name, error.code, look) : roundLine(report, look)}\n`,
          );
          if (error !== undefined) fault(error);
        }
        if (!told) context.progress.note('Watching for changes; Ctrl-C ends it.');
        told = true;
      },
    },
    // Steps of every round would bury the lines that count.
    options.verbose ? context : { ...context, progress: notesOnly(context.progress) },
  );
}

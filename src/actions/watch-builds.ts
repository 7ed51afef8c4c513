import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import type { FolderWatcher } from '../ports/folder-watcher.js';
import { buildImages, type BuildOne, type ImageInput, type ImageOutcome } from './build-images.js';
import { changedPaths, contextState, type ContextState } from './context-state.js';
import { Debounced, type Clock } from './debounced.js';
import type { BuildPorts } from './run-build.js';
import { SupersededImages } from './superseded-images.js';

const LIMITS = { quietMs: 150, mostMs: 2_000 };
const SHOWN = 3;

/** No change of a file mends these, so that waiting for one would be for nothing. */
const HOPELESS = new Set(['ENGINE_UNREACHABLE', 'ENGINE_PERMISSION', 'ENGINE_CONTEXT_INVALID', 'FLAG_INVALID']);

export interface Round {
  readonly images: readonly ImageOutcome[];
}

interface Watching {
  /** The images as mcp-dock.yaml has them now. */
  readonly load: () => Promise<readonly ImageInput[]>;
  readonly buildOne: BuildOne;
  readonly watcher: FolderWatcher;
  readonly clock: Clock;
  readonly onRound: (round: Round) => void;
  /** mcp-dock.yaml cannot be read as it is now. */
  readonly onFault: (fault: McpDockError) => void;
}

/**
 * Builds, and builds again what has changed, until the signal ends it: every round builds the images whose sources are not those
 * of their last build, side by side. What changes while a round goes on is built in one more round right after it; the running one
 * is not stopped, for that would throw away a long step which the change has nothing to do with. Never resolves; throws what the
 * signal was aborted with, and what no change of a file could mend when the first round meets it.
 */
export async function watchBuilds(
  { load, buildOne, watcher, clock, onRound, onFault }: Watching,
  ports: BuildPorts,
): Promise<never> {
  const changes = new Debounced(clock, LIMITS);
  const built = new Map<string, ContextState>();
  const superseded = new SupersededImages(ports.engine);
  let images = await load();
  let fault: string | undefined;
  for (let first = true; ; first = false) {
    const looked = await Promise.all(
      images.map(async (image) => ({ image, state: await contextState(image.input, ports.cwd) })),
    );
    watcher.watch([...new Set(looked.flatMap(({ state }) => state.folders))], () => changes.notice());
    // By a mcp-dock.yaml that is not the one on disk nothing is built; what changes meanwhile waits until it can be read.
    const changed =
      fault === undefined ? looked.filter(({ image, state }) => isChanged(built.get(image.name), state)) : [];
    if (changed.length > 0) {
      if (!first) ports.progress.note(cause(changed, built));
      for (const { image, state } of changed) built.set(image.name, state);
      const outcome = await buildImages(
        changed.map(({ image }) => image),
        ports,
        buildOne,
      );
      if (first && outcome.failure !== undefined && HOPELESS.has(outcome.failure.code)) throw outcome.failure;
      onRound(outcome);
      await superseded.removeAfter(outcome.images);
    }
    await changes.next(ports.signal);
    try {
      images = await load();
      fault = undefined;
    } catch (error) {
      if (!(error instanceof McpDockError)) throw error;
      // Whatever else changes meanwhile, the same fault is said once.
      if (fault !== error.message) onFault(error);
      fault = error.message;
    }
  }
}

const isChanged = (before: ContextState | undefined, now: ContextState) =>
  before === undefined || changedPaths(before, now).length > 0;

/** `src/index.ts changed: building todo`. */
function cause(
  changed: readonly { readonly image: ImageInput; readonly state: ContextState }[],
  built: ReadonlyMap<string, ContextState>,
): string {
  const paths = new Set(
    changed.flatMap(({ image, state }) => {
      const before = built.get(image.name);
      return before === undefined ? [] : changedPaths(before, state).filter((path) => path !== '');
    }),
  );
  const shown = [...paths].slice(0, SHOWN).map((path) => cleanText(path));
  const rest = paths.size > SHOWN ? ` and ${paths.size - SHOWN} more` : '';
  const names = changed.map(({ image }) => image.name).join(', ');
  return shown.length === 0 ? `Building ${names}` : `${shown.join(', ')}${rest} changed: building ${names}`;
}

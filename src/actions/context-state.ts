import { dirname, join, relative, sep } from 'node:path';
import { readBuildContext } from '../config/build-context.js';
import { CONFIG_FILE_NAMES } from '../config/load-config.js';
import { readTextIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { placesOf, type BuildInput } from './prepare-build.js';

/** All that a build of this context depends on, by path; two states are of the same sources when they hold the same. */
export interface ContextState {
  readonly files: ReadonlyMap<string, string>;
  /** Where a change may happen, absolute. */
  readonly folders: readonly string[];
}

/**
 * What is sent, with the Dockerfile, the .dockerignore files and mcp-dock.yaml. What .dockerignore keeps out is not in it. A
 * context that cannot be read has the reason in place of its files, and is looked at again when that changes.
 */
export async function contextState(input: BuildInput, cwd: string): Promise<ContextState> {
  const { directory, dockerfile } = placesOf(input, cwd);
  const base = input.project?.directory ?? input.directory;
  const named = [
    dockerfile,
    `${dockerfile}.dockerignore`,
    join(directory, '.dockerignore'),
    ...CONFIG_FILE_NAMES.map((name) => join(base, name)),
  ];
  const texts = new Map(
    await Promise.all(
      named.map(async (path) => [relative(directory, path).replaceAll(sep, '/'), await textOf(path)] as const),
    ),
  );
  const outside = named.map((path) => dirname(path));
  try {
    const { entries, folders } = await readBuildContext({ directory, dockerfile });
    const files = new Map(texts);
    for (const { path, type, size, mode, modifiedMs } of entries)
      // A folder's own time changes with every file in it, ignored ones too.
      files.set(path, `${type} ${size} ${mode} ${type === 'directory' ? '' : modifiedMs} ${texts.get(path) ?? ''}`);
    return { files, folders: [...new Set([...folders.map((folder) => join(directory, folder)), ...outside])] };
  } catch (error) {
    if (!(error instanceof McpDockError)) throw error;
    return {
      files: new Map([...texts, ['', `${error.code} ${error.message}`]]),
      folders: [...new Set([directory, ...outside])],
    };
  }
}

const textOf = async (path: string) => (await readTextIfThere(path).catch(() => undefined)) ?? '';

/** Paths that are not the same in both, relative to the context. */
export function changedPaths(before: ContextState, after: ContextState): string[] {
  const paths = new Set([...before.files.keys(), ...after.files.keys()]);
  return [...paths].filter((path) => before.files.get(path) !== after.files.get(path));
}

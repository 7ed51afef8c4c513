import { nodeRuntime } from './node.js';
import { pythonUvRuntime } from './python-uv.js';
import type { Runtime } from './runtime.js';

/** Every runtime that `init` offers, by id. */
export const runtimes = {
  [nodeRuntime.id]: nodeRuntime,
  [pythonUvRuntime.id]: pythonUvRuntime,
} as const satisfies Readonly<Record<string, Runtime>>;

export type RuntimeId = keyof typeof runtimes;

export const DEFAULT_RUNTIME: RuntimeId = 'node';

/** The runtime that has a version of this name; undefined when none has. */
export const runtimeOfVersion = (version: string): RuntimeId | undefined =>
  Object.values(runtimes).find(({ versions }) => versions.some((known) => known.version === version))?.id;

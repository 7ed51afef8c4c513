import { nodeRuntime } from './node.js';
import type { Runtime } from './runtime.js';

/** Every runtime that `init` offers, by id. */
export const runtimes = { node: nodeRuntime } as const satisfies Readonly<Record<string, Runtime>>;

export type RuntimeId = keyof typeof runtimes;

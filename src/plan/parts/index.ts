import { autoheal } from './autoheal.js';
import { backend } from './backend.js';
import { ci } from './ci.js';
import { dev } from './dev.js';
import { harden } from './harden.js';
import type { Part } from './part.js';
import { postgres } from './postgres.js';
import { redis } from './redis.js';
import { secrets } from './secrets.js';

/** Everything that `init --with` knows, in the order in which it is laid over the server. */
const ALL = [backend, postgres, redis, secrets, autoheal, dev, harden, ci] as const satisfies readonly Part[];

export const PART_IDS: readonly string[] = ALL.map(({ id }) => id);

/** One line for each, for help and for what is unknown. */
export const partTitles: readonly { readonly id: string; readonly title: string }[] = ALL;

/** Parts by name with all that they require, each once and in order. Names that nobody knows are left out. */
export function resolveParts(names: readonly string[]): readonly Part[] {
  const wanted = new Set(names);
  // Requirements come before what requires them, so one pass from the end finds all of them.
  for (const part of ALL.toReversed()) {
    if (wanted.has(part.id)) for (const id of part.requires) wanted.add(id);
  }
  return ALL.filter(({ id }) => wanted.has(id));
}

import { autoheal } from './autoheal.js';
import { backend } from './backend.js';
import { ci } from './ci.js';
import { dev } from './dev.js';
import { fullstack } from './fullstack.js';
import { harden } from './harden.js';
import type { Part } from './part.js';
import { postgres } from './postgres.js';
import { proxy } from './proxy.js';
import { redis } from './redis.js';
import { registry } from './registry.js';
import { secrets } from './secrets.js';

/**
 * Everything that `init --with` knows, in the order in which it is laid over the server. The proxy is the first, since programs
 * take the first port of a Compose file that leads to the server's for the server's.
 */
const ALL = [
  proxy,
  backend,
  postgres,
  redis,
  secrets,
  fullstack,
  autoheal,
  dev,
  harden,
  ci,
  registry,
] as const satisfies readonly Part[];

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

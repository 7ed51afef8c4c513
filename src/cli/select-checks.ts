import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Check } from '../model/check.js';
import type { LoadedConfig, ProjectConfig } from '../config/schema.js';

/** Which checks a run asks: from flags, and severities by id that a project sets. */
export interface Selection {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly severities?: ProjectConfig['checks'];
  /** For the error's words. */
  readonly command?: 'verify' | 'doctor';
}

/**
 * A pattern is an id, an area (`image`) or a glob with `*`. Throws CHECK_UNKNOWN for one that matches nothing, and FLAG_INVALID when no
 * check is left: a run that asks nothing must not say that all is well.
 */
export function selectChecks(
  all: readonly Check[],
  { only = [], skip = [], severities = {}, command }: Selection,
): Check[] {
  const chosen = only.length === 0 ? all : all.filter(({ id }) => matchesAny(all, only, id));
  const skipped = skip.length === 0 ? chosen : chosen.filter(({ id }) => !matchesAny(all, skip, id));
  const selected = skipped.flatMap((check) => {
    const severity = severities[check.id];
    if (severity === 'off' && !only.includes(check.id)) return [];
    return severity === undefined || severity === 'off' ? [check] : [{ ...check, severity }];
  });
  if (selected.length > 0) return selected;
  const by = [
    ...(only.length === 0 ? [] : [command === 'doctor' ? 'the checks that were named' : '--only']),
    ...(skip.length === 0 ? [] : ['--skip']),
    ...(Object.values(severities).includes('off') ? ['`checks` of mcp-dock.yaml'] : []),
  ];
  throw new McpDockError('FLAG_INVALID', {
    reason: `No check is left after ${new Intl.ListFormat('en').format(by)}.`,
    ...(command === undefined ? {} : { command }),
  });
}

/** The checks of a command, by the first piece of their ids, or by the whole of them. */
export const ofAreas = (all: readonly Check[], areas: readonly string[]): Check[] =>
  all.filter(({ id }) => areas.includes(id.split('/')[0] ?? '') || areas.includes(id));

/** `checks` of mcp-dock.yaml by id, and a fault for each key that is neither id nor alias of a check. */
export function projectSeverities(
  all: readonly Check[],
  project: Pick<LoadedConfig, 'config' | 'path' | 'lineOf'> | undefined,
): { readonly severities: ProjectConfig['checks']; readonly faults: readonly McpDockError[] } {
  const severities: Record<string, ProjectConfig['checks'][string]> = {};
  const faults: McpDockError[] = [];
  for (const [key, severity] of Object.entries(project?.config.checks ?? {})) {
    const meant = byIdOrAlias(all, key);
    for (const { id } of meant) severities[id] = severity;
    if (meant.length === 0) {
      const near = nearest(all, key);
      const closest = near.length === 0 ? '' : ` Closest: ${near.join(', ')}.`;
      const line = project?.lineOf(['checks', key]);
      const details = { path: project?.path ?? '', line, reason: `checks: there is no check "${key}".${closest}` };
      faults.push(new McpDockError('CONFIG_INVALID', details));
    }
  }
  return { severities, faults };
}

/** Another tool's id may be the name of several: one asks the Dockerfile what another asks the image. */
function byIdOrAlias(all: readonly Check[], id: string): readonly Check[] {
  const own = all.filter((check) => check.id === id);
  return own.length > 0 ? own : all.filter(({ aliases }) => aliases?.includes(id) === true);
}

/** Finds one check by id or alias, the first of several with that alias. Throws CHECK_UNKNOWN. */
export function findCheck(all: readonly Check[], id: string): Check {
  const [found] = byIdOrAlias(all, id);
  if (found === undefined) throw new McpDockError('CHECK_UNKNOWN', { id, near: nearest(all, id) });
  return found;
}

function matchesAny(all: readonly Check[], patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => requireMatch(all, pattern)(id));
}

function requireMatch(all: readonly Check[], pattern: string): (id: string) => boolean {
  const byAlias = new Set<string>(all.filter(({ aliases }) => aliases?.includes(pattern) === true).map(({ id }) => id));
  if (byAlias.size > 0) return (id) => byAlias.has(id);
  const source = pattern.replace(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '.*');
  const expression = new RegExp(`^${source}${source.includes('/') ? '' : '/.*'}$`, 'u');
  if (!all.some((check) => expression.test(check.id)))
    throw new McpDockError('CHECK_UNKNOWN', { id: pattern, near: nearest(all, pattern) });
  return (id) => expression.test(id);
}

/** Ids that share the most pieces with what was asked. */
function nearest(all: readonly Check[], asked: string): string[] {
  const pieces = asked
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((piece) => piece.length > 2);
  return all
    .map(({ id }) => ({ id, score: pieces.filter((piece) => id.includes(piece)).length }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id))
    .slice(0, 3)
    .map(({ id }) => id);
}

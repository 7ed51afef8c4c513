import { byIdOrAlias, nearestIds } from '../checks/find-checks.js';
import { decidingIds } from '../checks/checklists/deciding-ids.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ChecklistName, Consumer } from '../model/asked-for.js';
import type { Check } from '../model/check.js';
import { isInProfile, profileOf, type Profile } from '../model/profile.js';
import type { Report } from '../model/report.js';
import type { LoadedConfig, ProjectConfig } from '../config/schema.js';

/** Which checks a run asks: from flags, and severities by id that a project sets. */
export interface Selection {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly severities?: ProjectConfig['checks'];
  /** Every profile when absent. */
  readonly profile?: Profile;
  /** Consumers and checklists: their checks run, whatever else is chosen. */
  readonly targets?: readonly Consumer[];
  readonly checklists?: readonly ChecklistName[];
  /** The checks of the official suite run. */
  readonly conformance?: boolean;
  /** For the error's words. */
  readonly command?: 'verify' | 'doctor';
}

interface Selected {
  readonly checks: Check[];
  /** What flags did not leave out, and the profile or the project did. */
  readonly notRun: NonNullable<Report['notRun']>;
}

/** The checks of {@link planChecks} alone. */
export const selectChecks = (all: readonly Check[], selection: Selection): Check[] => planChecks(all, selection).checks;

/**
 * A pattern is an id, an area (`image`) or a glob with `*`. A check that is named by its id, or its alias, runs whatever profile and
 * project say, and so does one that was asked for by its consumer or for its checklist. Throws CHECK_UNKNOWN for a pattern that matches nothing, and FLAG_INVALID when no check is left: a run that asks
 * nothing must not say that all is well.
 */
export function planChecks(all: readonly Check[], selection: Selection): Selected {
  const {
    only = [],
    skip = [],
    severities = {},
    profile,
    targets = [],
    checklists = [],
    conformance = false,
  } = selection;
  const deciding = new Set<string>(checklists.flatMap(decidingIds));
  const isAsked = ({ id, asked }: Check) =>
    asked === undefined
      ? deciding.has(id)
      : asked.flag === '--conformance'
        ? conformance
        : asked.flag === '--target'
          ? asked.names.some((name) => targets.includes(name))
          : asked.names.some((name) => checklists.includes(name));
  const chosen = only.length === 0 ? all : all.filter((check) => matchesAny(all, only, check.id) || isAsked(check));
  const skipped = skip.length === 0 ? chosen : chosen.filter(({ id }) => !matchesAny(all, skip, id));
  const checks: Check[] = [];
  const notRun: Selected['notRun'] = [];
  for (const check of skipped) {
    const { id, aliases = [], asked } = check;
    const called = only.includes(id) || aliases.some((alias) => only.includes(alias));
    const named = called || (asked !== undefined && isAsked(check));
    const wanted = asked === undefined || named || (only.length > 0 && matchesAny(all, only, id));
    const severity = severities[id];
    if (severity === 'off' && !named) notRun.push({ id, because: OFF });
    else if (!wanted) notRun.push({ id, because: `${WHEN_ASKED} ${asked.flag}` });
    else if (profile !== undefined && !named && !isAsked(check) && !isInProfile(check, profile))
      notRun.push({ id, because: inProfile(profileOf(check)) });
    else checks.push(severity === undefined || severity === 'off' ? check : { ...check, severity });
  }
  if (checks.length === 0) throw nothingLeft(selection, notRun);
  return { checks, notRun };
}

/** Why the profile leaves a check out. */
export const inProfile = (profile: Profile): string => `in --profile ${profile}`;

const OFF = 'off in mcp-dock.yaml';
const WHEN_ASKED = 'when asked for by';

function nothingLeft({ only = [], skip = [], profile, command }: Selection, notRun: Selected['notRun']): McpDockError {
  const by = [
    ...(only.length === 0 ? [] : [command === 'doctor' ? 'the checks that were named' : '--only']),
    ...(skip.length === 0 ? [] : ['--skip']),
    ...(notRun.some(({ because }) => because === OFF) ? ['`checks` of mcp-dock.yaml'] : []),
    ...(notRun.some(({ because }) => because.startsWith('in --profile')) ? [`--profile ${profile ?? ''}`] : []),
  ];
  return new McpDockError('FLAG_INVALID', {
    reason: `No check is left after ${new Intl.ListFormat('en').format(by)}.`,
    ...(command === undefined ? {} : { command }),
  });
}

/** The checks of a command, by the first piece of their ids or by the whole of it. */
export const ofAreas = (all: readonly Check[], areas: readonly string[]): Check[] =>
  all.filter(({ id }) => areas.includes(id) || areas.includes(id.split('/')[0] ?? ''));

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
      const near = nearestIds(all, key);
      const closest = near.length === 0 ? '' : ` Closest: ${near.join(', ')}.`;
      const line = project?.lineOf(['checks', key]);
      const details = { path: project?.path ?? '', line, reason: `checks: there is no check "${key}".${closest}` };
      faults.push(new McpDockError('CONFIG_INVALID', details));
    }
  }
  return { severities, faults };
}

/** Finds one check by id or alias, the first of several with that alias. Throws CHECK_UNKNOWN. */
export function findCheck(all: readonly Check[], id: string): Check {
  const [found] = byIdOrAlias(all, id);
  if (found === undefined) throw new McpDockError('CHECK_UNKNOWN', { id, near: nearestIds(all, id) });
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
    throw new McpDockError('CHECK_UNKNOWN', { id: pattern, near: nearestIds(all, pattern) });
  return (id) => expression.test(id);
}

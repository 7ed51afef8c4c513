import { join, relative } from 'node:path';
import type { Baseline } from '../checks/accepting/accept-findings.js';
import { decidingIds } from '../checks/checklists/deciding-ids.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ChecklistName, Consumer } from '../model/asked-for.js';
import type { Check } from '../model/check.js';
import type { Accepted } from '../model/facts/accepted.js';
import type { CollectedFacts } from '../model/facts.js';
import type { Profile } from '../model/profile.js';
import type { Report, Result } from '../model/report.js';
import { inProfile, planChecks, projectSeverities } from './select-checks.js';

interface Asked {
  readonly command: Report['command'];
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly profile?: Profile | undefined;
  readonly target?: readonly Consumer[] | undefined;
  readonly checklist?: readonly ChecklistName[] | undefined;
  readonly conformance?: boolean;
  /** The target is in no container of ours, so nothing of the profile `full` can be asked of it. */
  readonly withoutContainers?: boolean;
}

export interface PlannedRun {
  readonly checks: readonly Check[];
  readonly profile: Profile;
  readonly notRun: NonNullable<Report['notRun']>;
  /** Keys of `checks` in mcp-dock.yaml that name no check. */
  readonly faults: readonly McpDockError[];
}

/** What a run asks, from flags and project; `known` are the checks of the command. Throws CHECK_UNKNOWN or FLAG_INVALID. */
export function planRun(
  { all, known }: { readonly all: readonly Check[]; readonly known: readonly Check[] },
  {
    command,
    only = [],
    skip = [],
    profile: wanted,
    target,
    checklist: checklists = [],
    conformance = false,
    withoutContainers = false,
  }: Asked,
  project: LoadedConfig | undefined,
): PlannedRun {
  const { severities, faults } = projectSeverities(all, project);
  const profile = wanted ?? project?.config.profile ?? 'standard';
  const targets = target ?? (command === 'verify' ? (project?.config.targets ?? []) : []);
  // A list may rest on checks that are another command's.
  const deciding = new Set<string>(checklists.flatMap(decidingIds));
  const askable = all.filter((check) => known.includes(check) || deciding.has(check.id));
  const { checks, notRun } = planChecks(askable, {
    only,
    skip,
    severities,
    profile,
    targets,
    checklists,
    conformance,
    command,
  });
  return {
    checks,
    // Another profile is no advice where it would not ask either.
    notRun: withoutContainers ? notRun.filter(({ because }) => because !== inProfile('full')) : notRun,
    profile,
    faults,
  };
}

interface BaselineFlags {
  readonly baseline?: string | undefined;
  readonly 'update-baseline': boolean;
}

/** The findings that were known before, where flags or project name a file of them. Throws BASELINE_INVALID or FLAG_INVALID. */
export async function openBaseline(
  { baseline: named, 'update-baseline': update }: BaselineFlags,
  { project, cwd, command }: { project: LoadedConfig | undefined; cwd: string; command: Report['command'] },
): Promise<Baseline | undefined> {
  const { config, directory = cwd } = project ?? {};
  const path = named ?? (config?.baseline === undefined ? undefined : relative(cwd, join(directory, config.baseline)));
  if (path !== undefined) {
    const { readBaseline } = await import('../actions/baseline.js');
    return readBaseline(path, cwd, { toBeWritten: update });
  }
  if (!update) return undefined;
  throw new McpDockError('FLAG_INVALID', {
    reason: '--update-baseline needs a file: give it with --baseline, or as `baseline` in mcp-dock.yaml.',
    command,
  });
}

interface Outcome {
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  readonly neverStarted?: boolean;
  readonly notRun?: PlannedRun['notRun'];
  readonly baseline?: Accepted['baseline'];
}

interface Settled<Found> {
  readonly outcome: Found;
  /** What the report says beside the results. */
  readonly extra: Pick<Report, 'profile' | 'notRun' | 'baseline'>;
}

/** Writes the baseline where that was asked for, and says what was asked and what was not. */
export async function settleRun<Found extends Outcome>(
  outcome: Found,
  { checks, profile, notRun }: PlannedRun,
  { baseline, update, cwd }: { baseline: Baseline | undefined; update: boolean; cwd: string },
): Promise<Settled<Found>> {
  const left = { profile, notRun: [...notRun, ...(outcome.notRun ?? [])] };
  if (baseline === undefined) return { outcome, extra: left };
  const { updateBaseline } = await import('../actions/baseline.js');
  const settled = update
    ? await updateBaseline(outcome, { checks, baseline }, { cwd })
    : { ...outcome, updated: false };
  const { baseline: became, updated } = settled;
  const kept = update && !updated ? { kept: 'the server never answered, and says nothing of what it has' } : {};
  return {
    outcome: settled,
    extra: { ...left, ...(became !== undefined && { baseline: { ...became, updated, ...kept } }) },
  };
}

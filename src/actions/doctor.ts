import { basename } from 'node:path';
import type { Baseline } from '../checks/accepting/accept-findings.js';
import { checks as all } from '../checks/index.js';
import { judge } from '../checks/judge.js';
import { prepareChecks } from '../checks/run-checks.js';
import { loadConfig } from '../config/load-config.js';
import { fixes } from '../fixes/index.js';
import type { Check } from '../model/check.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Accepted } from '../model/facts/accepted.js';
import type { Report, Result } from '../model/report.js';
import { verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import { collectFacts } from '../probes/collect-facts.js';
import { derivedFacts, probes } from '../probes/index.js';
import { hostTarget } from '../targets/host.js';
import { applyFixes, asReported, planFixes, previewFixes, sayFixes } from './doctor-fixes.js';
import { serverSecrets } from './server-secrets.js';

/** Areas whose checks are about this machine and the project. */
export const DOCTOR_AREAS = ['host', 'project', 'env', 'client', 'dockerfile', 'deps', 'ignore', 'compose', 'deploy'];

export interface DoctorInput {
  readonly checks: readonly Check[];
  /** Findings that were known before. */
  readonly baseline?: Baseline;
  /** Mend what can be mended; look only when absent. */
  readonly fix?: {
    /** Show what would be done and do nothing. */
    readonly dryRun: boolean;
    /** Ask nobody. */
    readonly yes: boolean;
  };
}

export interface DoctorOutcome {
  readonly target: string;
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  /** What became of the baseline. */
  readonly baseline?: Accepted['baseline'];
  readonly fixes?: NonNullable<Report['fixes']>;
  /** Differences that --dry-run shows. */
  readonly preview?: string;
  /** With `fix`: lines for a person about what was kept, and what had nothing to do. */
  readonly said?: readonly string[];
  /** Copies of files that were changed, relative to the project. */
  readonly backups?: readonly string[];
}

/** Probes of host and project → facts → findings; with `fix`, then edits → preview → consent → written → looked at again. */
export async function doctor(input: DoctorInput, context: Context): Promise<DoctorOutcome> {
  const { checks, fix } = input;
  const chosen = new Set<string>(checks.map(({ id }) => id));
  const able = fix === undefined ? [] : fixes.filter(({ id }) => chosen.has(id));
  const needed = new Set<FactName>([...[...checks, ...able].flatMap(({ needs }) => needs), 'accepted']);
  const found = await examine(input, needed, context);
  if (fix === undefined) return found;
  const planned = await planFixes(found.results, found.collected, able, context.cwd);
  const report = (applied: boolean) => ({
    fixes: asReported(planned, applied),
    said: sayFixes(planned, applied, found.results),
  });
  if (planned.fixes.length === 0) return { ...found, ...report(false) };
  const preview = await previewFixes(planned);
  if (fix.dryRun) return { ...found, ...report(false), preview };

  context.progress.note(preview);
  const agreed =
    fix.yes || (await context.prompter.confirm({ message: 'Make these changes?', default: true, flag: '--yes' }));
  if (!agreed) return { ...found, fixes: asReported(planned, false), said: ['Nothing was changed.'] };
  await context.progress.step('Mend', () => applyFixes(planned, context.cwd, context));
  const backups = planned.backup === undefined ? {} : { backups: [planned.backup] };
  return { ...(await examine(input, needed, context)), ...report(true), ...backups };
}

async function examine(
  { checks, baseline }: DoctorInput,
  needed: ReadonlySet<FactName>,
  context: Context,
): Promise<DoctorOutcome> {
  const { cwd } = context;
  // A config that is not valid is a finding here, and no reason to stop.
  const project = await loadConfig(cwd).catch(() => undefined);
  const secretValues = await serverSecrets({ environment: {}, headers: {}, directory: cwd }).catch(() => []);
  await using target = hostTarget({
    settings: verifySettings({ name: basename(cwd), ...(project && { project }) }),
    secretValues,
  });
  const collected = await collectFacts(needed, { ...context, target }, probes, derivedFacts, []);
  await prepareChecks(checks);
  const { results, accepted } = judge(checks, collected, {
    all,
    ...(baseline !== undefined && { baseline }),
    now: () => performance.now(),
  });
  return { target: target.title, results, collected, baseline: accepted.baseline };
}

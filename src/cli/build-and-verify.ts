import type { BuildOne, ImageInput } from '../actions/build-images.js';
import type { VerifyInput, VerifyOutcome } from '../actions/verify.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import type { BuildsReport } from '../model/builds-report.js';
import type { Report } from '../model/report.js';
import { formatBytes, formatDuration } from '../model/units.js';
import type { Context } from '../ports/context.js';

/** What `mcp-dock verify` allows a run that is given no other limit. */
const VERIFY_MS = 120_000;

/** What became of a project that was written. */
export interface BuiltAndVerified {
  /** Of several images where the project has them. */
  readonly build?: BuildReport | BuildsReport;
  readonly verify?: Report;
  /** What kept it from being verified. */
  readonly failure?: unknown;
}

export interface Steps {
  readonly build: BuildOne;
  readonly verify: (input: VerifyInput, context: Context) => Promise<VerifyOutcome>;
}

/**
 * Builds all images of the project in a folder, then verifies it: what `mcp-dock build` and `mcp-dock verify` would do there.
 * What fails is returned with what was done until then. Files are not touched.
 */
export async function buildAndVerify(directory: string, context: Context, given?: Steps): Promise<BuiltAndVerified> {
  const there = { ...context, cwd: directory };
  let build: BuiltAndVerified['build'];
  try {
    const { loadConfig } = await import('../config/load-config.js');
    const project = await loadConfig(directory);
    if (project === undefined) throw new McpDockError('PROJECT_NOT_FOUND', { directory, missing: 'mcp-dock.yaml' });
    const steps = given ?? (await theCommands());
    const { selectImages } = await import('./select-images.js');
    const inputs = selectImages(project, { flags: {}, command: 'init' }).map((image) => ({
      name: image.name,
      input: { directory, project: image.project, mainProject: project, flags: {}, verbose: false },
    }));
    const built = await buildAll(inputs, there, steps.build);
    build = built.report;
    if (built.failure !== undefined) throw built.failure;
    return { build, verify: await verifyProject(project, there, steps.verify) };
  } catch (error) {
    const cleaned = 'What this run started is removed; the files that were written stay.';
    const failure = context.signal.aborted ? new McpDockError('INTERRUPTED', { cleaned }, { cause: error }) : error;
    return { ...(build !== undefined && { build }), failure };
  }
}

async function theCommands(): Promise<Steps> {
  const [{ build }, { verify }] = await Promise.all([import('../actions/build.js'), import('../actions/verify.js')]);
  return { build, verify };
}

async function buildAll(
  inputs: readonly ImageInput[],
  context: Context,
  build: BuildOne,
): Promise<{ readonly report: BuildReport | BuildsReport; readonly failure?: McpDockError }> {
  const [only, another] = inputs;
  if (only !== undefined && another === undefined) return { report: await build(only.input, context) };
  const { buildImages } = await import('../actions/build-images.js');
  return buildImages(inputs, context, build);
}

async function verifyProject(
  project: NonNullable<VerifyInput['project']>,
  context: Context,
  verify: Steps['verify'],
): Promise<Report> {
  const [{ checks: all }, { VERIFY_AREAS }, { ofAreas }, { openBaseline, planRun, settleRun }, { buildReport }] =
    await Promise.all([
      import('../checks/index.js'),
      import('../actions/verify-areas.js'),
      import('./select-checks.js'),
      import('./plan-run.js'),
      import('../actions/build-report.js'),
    ]);
  const plan = planRun({ all, known: ofAreas(all, VERIFY_AREAS) }, { command: 'verify' }, project);
  if (plan.faults[0] !== undefined) throw plan.faults[0];
  const { cwd } = context;
  const baseline = await openBaseline({ 'update-baseline': false }, { project, cwd, command: 'verify' });
  const startedAt = new Date();
  const from = performance.now();
  const outcome = await verify(
    {
      target: { kind: 'project' },
      project,
      checks: plan.checks,
      profile: plan.profile,
      ...(baseline !== undefined && { baseline }),
      environment: {},
      headers: {},
      timeoutMs: VERIFY_MS,
    },
    context,
  );
  const durationMs = performance.now() - from;
  const { toolVersion } = context;
  const { extra } = await settleRun(outcome, plan, { baseline, update: false, cwd });
  return buildReport({ ...outcome, command: 'verify', startedAt, durationMs, failOn: 'error', toolVersion }, extra);
}

/** The measures of a report that people ask for first, on one line. */
export function measuresLine({ image, timings = {} }: Pick<Report, 'image' | 'timings'>): string {
  const { healthy, handshake, stop, stdinEnd } = timings;
  const time = (words: string, ms: number | undefined) => (ms === undefined ? [] : [`${words} ${formatDuration(ms)}`]);
  return [
    ...(image === undefined ? [] : [`image ${formatBytes(image.sizeBytes)}`]),
    ...time('healthy after', healthy),
    ...time('handshake', handshake),
    ...time('stop', stop),
    ...time('end of stdin', stdinEnd),
  ].join(' · ');
}

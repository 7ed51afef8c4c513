import { partsOf } from '../config/build-secrets.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import { maskSecrets } from '../model/clean-text.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { platformsOf } from '../plan/buildx-options.js';
import type { BuildxBuilder } from '../plan/buildx-builder.js';
import { imageIfThere } from '../probes/doctor/image-if-there.js';
import { BuildLog } from './build-log.js';
import { freshBuild } from './fresh-build.js';
import { FROM } from './build-progress.js';
import { builtBase, ownDigest } from './built-base.js';
import { changedLayers } from './changed-layers.js';
import { baseLayers, largestLayers } from './largest-layers.js';
import { measureOutputs } from './measure-outputs.js';
import { platformOf, prepareBuild, type BuildInput, type PreparedBuild } from './prepare-build.js';
import { pushBuilt } from './push-built.js';
import { runBuild, type BuildPorts, type Run } from './run-build.js';
import { PRIVATE_FOLDER } from './run-buildx.js';
import { runTestsStage } from './run-tests-stage.js';
import { serverSecrets } from './server-secrets.js';
import type { SourceDate } from './source-date.js';

export type { BuildInput };

const BUILD_CODES = new Set<string>([
  'BUILD_FAILED',
  'TESTS_FAILED',
  'BASE_IMAGE_UNAVAILABLE',
  'BUILDER_UNSUITED',
  'DISK_FULL',
  'PUSH_FAILED',
]);

/**
 * Config + Dockerfile + context → plan → engine → report, and to the registry where that is asked.
 * With tests, nothing is built or pushed before they passed.
 * Throws PUSH_FAILED, PROJECT_NOT_FOUND, DOCKERFILE_INVALID, TEST_STAGE_INVALID, TESTS_FAILED, BUILD_FAILED with its cause, and what config, context and engine throw.
 */
export async function build(input: BuildInput, ports: BuildPorts): Promise<BuildReport> {
  const { engine, progress } = ports;
  const startedAt = new Date();
  const begun = performance.now();
  const prepared = await prepareBuild(input, ports);
  const { plan } = prepared;
  // Nobody should give one as a build argument; where somebody did, and for passwords of proxies, at least no log shows it.
  const secrets = [
    ...(await serverSecrets({ environment: plan.arguments, headers: {} })),
    ...prepared.secrets.flatMap(partsOf),
  ];
  const previous = await imageIfThere(engine, plan.tags[0]);

  const log = input.logFile === undefined ? undefined : new BuildLog(input.logFile);
  // Nobody wants to hear after a build of minutes that there is nowhere to keep what it said.
  await log?.write();
  const run = {
    prepared,
    masked: secrets,
    verbose: input.verbose,
    fresh: input.flags.fresh === true,
    ...(log !== undefined && { log }),
  };
  const { fresh, tests, built, record, used } = await buildAll(run, ports).catch(async (error: unknown) => {
    // A build that fails has no report to carry them, and one of them may be the reason.
    if (error instanceof McpDockError && BUILD_CODES.has(error.code))
      for (const warning of prepared.warnings) progress.note(warning);
    await log?.write().catch((unwritten: unknown) => {
      if (!(unwritten instanceof McpDockError)) throw unwritten;
      // Why the build failed is what has to be said last.
      progress.note(unwritten.message);
    });
    throw error;
  });
  await log?.write();
  const warnings = [...used.warnings];

  const { buildx, sourceDate, info } = prepared;
  const image =
    built.id === undefined
      ? undefined
      : await inspect(built.id, prepared, { engine, masked: secrets, steps: record.steps, before: previous?.layers });
  const cacheable = record.steps.filter(({ name }) => !FROM.test(name));
  const files =
    input.verbose && image !== undefined
      ? await filesOf(input, plan.tags[0], { masked: secrets, warnings }, ports)
      : undefined;
  const outputs =
    buildx === undefined ? [] : await measureOutputs(buildx.plan, { cwd: ports.cwd, digest: built.digest });
  const report: BuildReport = {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: ports.toolVersion },
    command: 'build',
    startedAt: startedAt.toISOString(),
    image: {
      ...(image !== undefined && { id: image.id }),
      ...(image?.digest !== undefined && { digest: image.digest }),
      tags: [...plan.tags],
      platform:
        platformsOf(plan.platform).length > 1
          ? (plan.platform ?? '')
          : (image?.platform ?? plan.platform ?? platformOf(info)),
      ...(image !== undefined && { sizeBytes: image.sizeBytes }),
      ...(previous !== undefined &&
        image !== undefined && { previousId: previous.id, previousSizeBytes: previous.sizeBytes }),
    },
    ...(tests !== undefined && { tests }),
    ...(fresh !== undefined && { fresh }),
    ...(image?.base !== undefined && { base: image.base }),
    builder: built.builder,
    ...(buildx !== undefined && {
      buildx: {
        version: buildx.builder.version,
        builder: buildx.builder.name,
        driver: buildx.builder.driver,
        reasons: [...buildx.plan.reasons],
      },
    }),
    ...(outputs.length > 0 && { outputs }),
    ...(sourceDate !== undefined && { sourceDate }),
    durationMs: Math.round(performance.now() - begun),
    context: { files: used.context.files, bytes: used.context.bytes },
    steps: [...record.steps],
    cache: { hits: cacheable.filter(({ cached }) => cached).length, total: cacheable.length },
    largestLayers: image?.largestLayers ?? [],
    ...(image?.changed !== undefined && { changedLayers: image.changed }),
    ...(files !== undefined && { largestFiles: files }),
    labels: image?.labels ?? plan.labels,
    warnings: [...warnings, ...record.warnings],
  };
  if (input.push !== true) return report;
  if (buildx?.plan.place === 'registry') return pushedByBuildx(report, built.digest);
  return pushBuilt(report, ports).catch((error: unknown) => {
    // The report ends here, and what it holds is no less true for that.
    for (const warning of report.warnings) progress.note(warning);
    progress.note(`${plan.tags[0]} is built, and in the engine.`);
    throw error;
  });
}

/** The fresh lock, the tests with it, and the image, as far as they are asked for. */
async function buildAll(asked: Run & { readonly fresh: boolean }, ports: BuildPorts) {
  const fresh = asked.fresh ? await freshBuild(asked, ports) : undefined;
  const prepared = fresh?.prepared ?? asked.prepared;
  const run = { ...asked, prepared };
  const { testTarget } = prepared.plan;
  const tests = testTarget === undefined ? undefined : await runTestsStage({ ...run, target: testTarget }, ports);
  const { built, record } = await runBuild(run, ports);
  return { fresh: fresh?.report, tests, built, record, used: prepared };
}

/** What the engine knows of the image that it has now. */
async function inspect(
  id: string,
  { plan, context }: PreparedBuild,
  {
    engine,
    masked,
    steps,
    before,
  }: {
    readonly engine: BuildPorts['engine'];
    readonly masked: readonly string[];
    readonly steps: BuildReport['steps'];
    /** Layers of the image that had the name until now. */
    readonly before: readonly string[] | undefined;
  },
) {
  const [image, history] = await Promise.all([engine.inspectImage(id), engine.imageHistory(id)]);
  const base = await builtBase(engine, {
    dockerfileText: context.dockerfileText,
    ...(plan.target !== undefined && { target: plan.target }),
    buildArguments: plan.arguments,
    layers: image.layers,
    steps: steps.map(({ name }) => name),
  });
  return {
    id: image.id,
    digest: ownDigest(plan.tags[0], image.repoDigests),
    platform: `${image.os}/${image.architecture}`,
    sizeBytes: image.sizeBytes,
    labels: image.labels,
    base: base?.shown,
    changed: changedLayers({ before, layers: image.layers, history, masked }),
    largestLayers: largestLayers(history, {
      ...(base !== undefined && { base: base.shown.reference }),
      baseLayers: baseLayers(image.layers, base?.layers),
      masked,
    }),
  };
}

/** What is in a registry, and never was in the engine. */
function pushedByBuildx(report: BuildReport, digest: string | undefined): BuildReport {
  const { tags } = report.image;
  if (digest !== undefined)
    return {
      ...report,
      image: { ...report.image, digest },
      pushed: tags.map((reference) => ({ reference, digest })),
    };
  const reason = 'docker buildx names no digest for it';
  throw new McpDockError('PUSH_FAILED', { reference: tags[0] ?? '', reason, fault: 'other' });
}

/** What `build` would ask of the engine, or of buildx: without the value of any secret. */
export async function planOnly(input: BuildInput, ports: BuildPorts): Promise<PlannedBuild> {
  const { plan, context, buildx, sourceDate, warnings } = await prepareBuild(input, ports);
  const { directory, files, bytes } = context;
  // A password in the address of a proxy, and whatever looks like a secret, stays out of what may be kept in a log.
  const secrets = await serverSecrets({ environment: plan.arguments, headers: {} });
  const masked = Object.entries(plan.arguments).map(([name, value]) => [name, maskSecrets(value, secrets)]);
  return {
    ...plan,
    arguments: Object.fromEntries(masked) as BuildPlan['arguments'],
    warnings,
    context: { directory, files, bytes },
    ...(sourceDate !== undefined && { sourceDate }),
    ...(buildx !== undefined && {
      buildx: {
        ...buildx.builder,
        reasons: buildx.plan.reasons,
        command: ['docker', ...buildx.plan.argv(PRIVATE_FOLDER)].map((word) => maskSecrets(word, secrets)),
      },
    }),
  };
}

interface PlannedBuild extends BuildPlan {
  readonly context: { readonly directory: string; readonly files: number; readonly bytes: number };
  readonly sourceDate?: SourceDate;
  readonly buildx?: BuildxBuilder & { readonly reasons: readonly string[]; readonly command: readonly string[] };
}

/** A look through the layers takes a second or two, so it has to be asked for. */
async function filesOf(
  { directory, project: own, mainProject: project = own }: BuildInput,
  reference: string,
  { masked, warnings }: { masked: readonly string[]; warnings: string[] },
  ports: BuildPorts,
) {
  const { largestFiles } = await import('./largest-files.js');
  const found = await largestFiles({ reference, directory, ...(project !== undefined && { project }), masked }, ports);
  if ('files' in found) return found.files;
  warnings.push(`The largest files are not known: ${found.reason}`);
  return undefined;
}

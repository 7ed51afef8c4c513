import { partsOf } from '../config/build-secrets.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import { maskSecrets } from '../model/clean-text.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { BuildLog } from './build-log.js';
import { freshBuild } from './fresh-build.js';
import { FROM } from './build-progress.js';
import { builtBase } from './built-base.js';
import { baseLayers, largestLayers } from './largest-layers.js';
import { prepareBuild, type BuildInput } from './prepare-build.js';
import { pushImages } from './push-images.js';
import { runBuild, type BuildPorts, type Run } from './run-build.js';
import { runTestsStage } from './run-tests-stage.js';
import { serverSecrets } from './server-secrets.js';

export type { BuildInput };

const BUILD_CODES = new Set<string>(['BUILD_FAILED', 'TESTS_FAILED', 'BASE_IMAGE_UNAVAILABLE']);

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
  const previousSizeBytes = await sizeOf(plan.tags[0], ports);

  const log = input.logFile === undefined ? undefined : new BuildLog(input.logFile);
  const run = {
    prepared,
    masked: secrets,
    verbose: input.verbose,
    fresh: input.flags.fresh === true,
    ...(log !== undefined && { log }),
  };
  const { fresh, tests, built, record, context, warnings } = await buildAll(run, ports).catch(
    async (error: unknown) => {
      // A build that fails has no report to carry them, and one of them may be the reason.
      if (error instanceof McpDockError && BUILD_CODES.has(error.code))
        for (const warning of prepared.warnings) progress.note(warning);
      await log?.write();
      throw error;
    },
  );
  await log?.write();

  const [image, layers, base] = await Promise.all([
    engine.inspectImage(built.id),
    engine.imageHistory(built.id),
    builtBase(engine, {
      dockerfileText: context.dockerfileText,
      ...(plan.target !== undefined && { target: plan.target }),
      buildArguments: plan.arguments,
    }),
  ]);
  const cacheable = record.steps.filter(({ name }) => !FROM.test(name));
  const pushed = input.push ? await pushImages(plan.tags, ports) : undefined;
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: ports.toolVersion },
    command: 'build',
    startedAt: startedAt.toISOString(),
    image: {
      id: image.id,
      tags: [...plan.tags],
      platform: `${image.os}/${image.architecture}`,
      sizeBytes: image.sizeBytes,
      ...(previousSizeBytes !== undefined && { previousSizeBytes }),
    },
    ...(tests !== undefined && { tests }),
    ...(fresh !== undefined && { fresh }),
    ...(pushed !== undefined && { pushed }),
    ...(base !== undefined && { base: base.shown }),
    builder: built.builder,
    durationMs: Math.round(performance.now() - begun),
    context: { files: context.files, bytes: context.bytes },
    steps: [...record.steps],
    cache: { hits: cacheable.filter(({ cached }) => cached).length, total: cacheable.length },
    largestLayers: largestLayers(layers, {
      ...(base !== undefined && { base: base.shown.reference }),
      baseLayers: baseLayers(image.layers, base?.layers),
      masked: secrets,
    }),
    labels: image.labels,
    warnings: [...warnings, ...record.warnings],
  };
}

/** The fresh lock, the tests with it, and the image, as far as they are asked for. */
async function buildAll(asked: Run & { readonly fresh: boolean }, ports: BuildPorts) {
  const fresh = asked.fresh ? await freshBuild(asked, ports) : undefined;
  const prepared = fresh?.prepared ?? asked.prepared;
  const run = { ...asked, prepared };
  const { testTarget } = prepared.plan;
  const tests = testTarget === undefined ? undefined : await runTestsStage({ ...run, target: testTarget }, ports);
  const { built, record } = await runBuild(run, ports);
  return { fresh: fresh?.report, tests, built, record, context: prepared.context, warnings: prepared.warnings };
}

/** What `build` would ask of the engine: the plan and the context, without the value of any secret. */
export async function planOnly(
  input: BuildInput,
  ports: BuildPorts,
): Promise<
  BuildPlan & { readonly context: { readonly directory: string; readonly files: number; readonly bytes: number } }
> {
  const { plan, context, warnings } = await prepareBuild(input, ports);
  const { directory, files, bytes } = context;
  // A password in the address of a proxy, and whatever looks like a secret, stays out of what may be kept in a log.
  const secrets = await serverSecrets({ environment: plan.arguments, headers: {} });
  const masked = Object.entries(plan.arguments).map(([name, value]) => [name, maskSecrets(value, secrets)]);
  return {
    ...plan,
    arguments: Object.fromEntries(masked) as BuildPlan['arguments'],
    warnings,
    context: { directory, files, bytes },
  };
}

async function sizeOf(reference: string, { engine }: BuildPorts): Promise<number | undefined> {
  try {
    return (await engine.inspectImage(reference)).sizeBytes;
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
}

import { partsOf } from '../config/build-secrets.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import { maskSecrets } from '../model/clean-text.js';
import type { BuildPlan } from '../plan/build-plan.js';
import { BuildLog } from './build-log.js';
import { FROM } from './build-progress.js';
import { builtBase, ownDigest } from './built-base.js';
import { changedLayers } from './changed-layers.js';
import { baseLayers, largestLayers } from './largest-layers.js';
import { prepareBuild, type BuildInput } from './prepare-build.js';
import { pushBuilt } from './push-built.js';
import { runBuild, type BuildPorts } from './run-build.js';
import { serverSecrets } from './server-secrets.js';

export type { BuildInput };

const BUILD_CODES = new Set<string>(['BUILD_FAILED', 'BASE_IMAGE_UNAVAILABLE']);

/**
 * Config + Dockerfile + context → plan → engine → report, and to the registry where that is asked.
 * Throws PUSH_FAILED, PROJECT_NOT_FOUND, DOCKERFILE_INVALID, BUILD_FAILED with its cause, and what config, context and engine throw.
 */
export async function build(input: BuildInput, ports: BuildPorts): Promise<BuildReport> {
  const { engine, progress } = ports;
  const startedAt = new Date();
  const begun = performance.now();
  const prepared = await prepareBuild(input, ports);
  const { plan, context } = prepared;
  const warnings = [...prepared.warnings];
  // Nobody should give one as a build argument; where somebody did, and for passwords of proxies, at least no log shows it.
  const secrets = [
    ...(await serverSecrets({ environment: plan.arguments, headers: {} })),
    ...prepared.secrets.flatMap(partsOf),
  ];
  const previous = await imageBefore(plan.tags[0], ports);

  const log = input.logFile === undefined ? undefined : new BuildLog(input.logFile);
  const run = { prepared, masked: secrets, verbose: input.verbose, ...(log !== undefined && { log }) };
  const { built, record } = await runBuild(run, ports).catch(async (error: unknown) => {
    // A build that fails has no report to carry them, and one of them may be the reason.
    if (error instanceof McpDockError && BUILD_CODES.has(error.code))
      for (const warning of warnings) progress.note(warning);
    await log?.write();
    throw error;
  });
  await log?.write();

  const [image, layers] = await Promise.all([engine.inspectImage(built.id), engine.imageHistory(built.id)]);
  const base = await builtBase(engine, {
    dockerfileText: context.dockerfileText,
    ...(plan.target !== undefined && { target: plan.target }),
    buildArguments: plan.arguments,
    layers: image.layers,
    steps: record.steps.map(({ name }) => name),
  });
  const cacheable = record.steps.filter(({ name }) => !FROM.test(name));
  const digest = ownDigest(plan.tags[0], image.repoDigests);
  const changed = changedLayers({ before: previous?.layers, layers: image.layers, history: layers, masked: secrets });
  const files = input.verbose ? await filesOf(input, plan.tags[0], { masked: secrets, warnings }, ports) : undefined;
  const report: BuildReport = {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: ports.toolVersion },
    command: 'build',
    startedAt: startedAt.toISOString(),
    image: {
      id: image.id,
      ...(digest !== undefined && { digest }),
      tags: [...plan.tags],
      platform: `${image.os}/${image.architecture}`,
      sizeBytes: image.sizeBytes,
      ...(previous !== undefined && { previousSizeBytes: previous.sizeBytes }),
    },
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
    ...(changed !== undefined && { changedLayers: changed }),
    ...(files !== undefined && { largestFiles: files }),
    labels: image.labels,
    warnings: [...warnings, ...record.warnings],
  };
  return input.push ? pushBuilt(report, ports) : report;
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

async function imageBefore(reference: string, { engine }: BuildPorts) {
  try {
    return await engine.inspectImage(reference);
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
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

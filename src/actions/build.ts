import { basename, resolve } from 'node:path';
import { readBuildContext, type BuildContext } from '../config/build-context.js';
import { partsOf, readBuildSecrets, type BuildSecret } from '../config/build-secrets.js';
import { findCaFile } from '../config/ca-file.js';
import { registryLogins } from '../config/registry-logins.js';
import { findSshAgents } from '../config/ssh-agents.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { formatBytes } from '../model/units.js';
import { CA_SECRET_ID, planBuild, type BuildFlags, type BuildPlan } from '../plan/build-plan.js';
import { outlineDockerfile } from '../plan/dockerfile-outline.js';
import { nameFrom } from '../plan/project-name.js';
import type { Context } from '../ports/context.js';
import type { EngineInfo } from '../ports/engine.js';
import { BuildProgress } from './build-progress.js';
import { classifyBuildFailure } from './classify-build-failure.js';
import { readableInstruction } from './readable-instruction.js';
import { serverSecrets } from './server-secrets.js';

export interface BuildInput {
  /** Folder of the project, absolute. */
  readonly directory: string;
  readonly project?: Pick<LoadedConfig, 'config' | 'directory'>;
  /** Dockerfile, relative to where the user stands; the config's or `Dockerfile` when absent. */
  readonly file?: string;
  readonly caFile?: string;
  /** As `--secret` and `--ssh` are written. */
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  readonly flags: BuildFlags;
  /** Keep and show all output of the steps. */
  readonly verbose: boolean;
}

type Ports = Pick<Context, 'engine' | 'processes' | 'progress' | 'signal' | 'cwd' | 'environment' | 'toolVersion'>;

const BUILD_CODES = new Set<string>(['BUILD_FAILED', 'BASE_IMAGE_UNAVAILABLE']);
const PULLING = new Set(['registry-unreachable', 'base-image-missing']);

/** Lines of a failed step that an error shows, and with --verbose. */
const KEEP = { brief: 20, verbose: 2000 };

/**
 * Config + Dockerfile + context → plan → engine → report.
 * Throws PROJECT_NOT_FOUND, DOCKERFILE_INVALID, BUILD_FAILED with its cause, and what config, context and engine throw.
 */
export async function build(input: BuildInput, ports: Ports): Promise<BuildReport> {
  const { engine, progress, environment, signal, cwd } = ports;
  const begun = performance.now();
  const places = placesOf(input, cwd);
  const context = await progress.step('Read the build context', async (task) => {
    const found = await readBuildContext(places).catch((error: unknown) => {
      throw noProject(error, input);
    });
    task.update(`${found.files} ${found.files === 1 ? 'file' : 'files'}, ${formatBytes(found.bytes)}`);
    return found;
  });
  const outline = outlineDockerfile(context.dockerfileText, places.shownDockerfile);
  const settings = input.project?.config.build;
  const base = input.project?.directory ?? input.directory;
  const [caFile, buildSecrets, ssh, info] = await Promise.all([
    findCaFile({
      flag: input.caFile,
      configFile: settings?.caFile,
      environment,
      directory: input.directory,
      cwd,
    }),
    readBuildSecrets({
      flags: input.secrets ?? [],
      configured: settings?.secrets ?? [],
      environment,
      cwd,
      directory: base,
    }),
    findSshAgents({ items: input.ssh ?? settings?.ssh ?? [], environment, cwd }),
    engine.info(signal),
  ]);
  const plan = planBuild({
    ...(input.project !== undefined && { config: input.project.config }),
    fallbackName: nameFrom(basename(input.directory)),
    flags: input.flags,
    environment,
    outline,
    dockerfile: context.dockerfile,
    ...(caFile !== undefined && { caFile }),
    secrets: buildSecrets.map(({ id, from }) => ({ id, from })),
    ssh,
    engine: { buildkit: info.buildkit, platform: platformOf(info) },
  });
  // They quote names of files and arguments.
  const warnings = [...contextWarnings(context), ...plan.warnings].map((warning) => cleanText(warning, 1000));
  // Nobody should give one as a build argument; where somebody did, and for passwords of proxies, at least no log shows it.
  const secrets = [
    ...(await serverSecrets({ environment: plan.arguments, headers: {} })),
    ...buildSecrets.flatMap(partsOf),
  ];
  const previousSizeBytes = await sizeOf(plan.tags[0], ports);

  const { built, record } = await runBuild(
    { plan, context, info, pem: caFile?.pem, buildSecrets, secrets, verbose: input.verbose },
    ports,
  ).catch((error: unknown) => {
    // A build that fails has no report to carry them, and one of them may be the reason.
    if (error instanceof McpDockError && BUILD_CODES.has(error.code))
      for (const warning of warnings) progress.note(warning);
    throw error;
  });

  const [image, layers] = await Promise.all([engine.inspectImage(built.id), engine.imageHistory(built.id)]);
  const cacheable = record.steps.filter(({ name }) => !/^\[[^\]]*\] FROM /u.test(name));
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: ports.toolVersion },
    command: 'build',
    image: {
      id: image.id,
      tags: [...plan.tags],
      platform: `${image.os}/${image.architecture}`,
      sizeBytes: image.sizeBytes,
      ...(previousSizeBytes !== undefined && { previousSizeBytes }),
    },
    builder: built.builder,
    durationMs: Math.round(performance.now() - begun),
    context: { files: context.files, bytes: context.bytes },
    steps: [...record.steps],
    cache: { hits: cacheable.filter(({ cached }) => cached).length, total: cacheable.length },
    largestLayers: layers
      .filter(({ sizeBytes }) => sizeBytes > 0)
      .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
      .slice(0, 3)
      .map(({ instruction, sizeBytes }) => ({
        instruction: readableInstruction(maskSecrets(instruction, secrets)),
        sizeBytes,
      })),
    labels: image.labels,
    warnings: [...warnings, ...record.warnings],
  };
}

interface Run {
  readonly plan: BuildPlan;
  readonly context: BuildContext;
  readonly info: EngineInfo;
  readonly pem: Buffer | undefined;
  readonly buildSecrets: readonly BuildSecret[];
  /** Values that no output may show. */
  readonly secrets: readonly string[];
  readonly verbose: boolean;
}

async function runBuild(run: Run, ports: Ports) {
  const { plan, context, pem, buildSecrets, secrets, verbose } = run;
  const { engine, progress, signal, environment, processes } = ports;
  return progress.group(`Build ${plan.tags[0]}`, async (group) => {
    const record = new BuildProgress(group, {
      keep: verbose ? KEEP.verbose : KEEP.brief,
      secrets,
      ...(verbose && { onLine: (line) => progress.note(`│ ${line}`) }),
    });
    try {
      const built = await engine.buildImage(
        {
          context: context.stream(),
          dockerfile: plan.dockerfile,
          tags: plan.tags,
          ...(plan.target !== undefined && { target: plan.target }),
          ...(plan.platform !== undefined && { platform: plan.platform }),
          buildArguments: plan.arguments,
          labels: plan.labels,
          noCache: plan.noCache,
          pull: plan.pull,
          secrets: {
            ...Object.fromEntries(buildSecrets.map(({ id, value }) => [id, value])),
            ...(pem !== undefined && { [CA_SECRET_ID]: pem }),
          },
          ...(plan.ssh.length > 0 && { ssh: plan.ssh }),
          ...(plan.network !== undefined && { network: plan.network }),
          credentials: registryLogins(environment, processes),
        },
        (event) => record.read(event),
        signal,
      );
      record.end();
      return { built, record };
    } catch (error) {
      throw explain(error, record, run);
    }
  });
}

/** A failed build gets its cause, its last lines and a way out; any other error stays what it is. */
function explain(error: unknown, record: BuildProgress, { plan, context, info, secrets }: Run): unknown {
  if (!(error instanceof McpDockError) || error.code !== 'BUILD_FAILED') return error;
  const enginePlatform = platformOf(info);
  const { step, reason } = (error as McpDockError<'BUILD_FAILED'>).details;
  const { lastLines } = record;
  const failure = classifyBuildFailure({
    reason,
    ...(step !== undefined && { step }),
    lines: lastLines,
    ...(plan.platform !== undefined && plan.platform !== enginePlatform && { foreignPlatform: plan.platform }),
    explain: (path) => context.explain(path),
  });
  const shownReason = cleanText(maskSecrets(failure.reason, secrets));
  const shownStep = step === undefined ? undefined : cleanText(maskSecrets(step, secrets), 200);
  if (failure.cause === 'disk-full') {
    const during = shownStep ?? 'the build';
    return new McpDockError('DISK_FULL', { during, reason: lastLines.at(-1) ?? shownReason }, { cause: error });
  }
  // What cannot be pulled is not the fault of the Dockerfile, and a status of its own tells CI to try again.
  const unpulled = PULLING.has(failure.cause) && (step === undefined || /\bFROM\b|load metadata/u.test(step));
  return new McpDockError(
    unpulled ? 'BASE_IMAGE_UNAVAILABLE' : 'BUILD_FAILED',
    {
      cause: failure.cause,
      ...(shownStep !== undefined && { step: shownStep }),
      reason: shownReason,
      lastLines,
      advice: failure.advice,
    },
    { cause: error },
  );
}

function placesOf({ project, file, directory }: BuildInput, cwd: string) {
  const base = project?.directory ?? directory;
  const settings = project?.config.build;
  const configured = settings?.dockerfile ?? 'Dockerfile';
  return {
    directory: resolve(base, settings?.context ?? '.'),
    dockerfile: file === undefined ? resolve(base, configured) : resolve(cwd, file),
    shownDockerfile: file ?? configured,
  };
}

/** Where there is neither a config nor a Dockerfile, nobody forgot a file: it is no project. */
function noProject(error: unknown, { project, file, directory }: BuildInput): unknown {
  const missing = error instanceof McpDockError && error.code === 'DOCKERFILE_INVALID' && project === undefined;
  if (!missing || file !== undefined) return error;
  return new McpDockError(
    'PROJECT_NOT_FOUND',
    { directory, missing: 'mcp-dock.yaml and no Dockerfile' },
    { cause: error },
  );
}

const platformOf = ({ os, architecture }: EngineInfo) => `${os}/${architecture}`;

const contextWarnings = ({ withheld }: BuildContext): string[] =>
  withheld.length === 0
    ? []
    : [
        `${withheld.slice(0, 3).join(', ')}${withheld.length > 3 ? ` and ${withheld.length - 3} more` : ''} ${withheld.length === 1 ? 'is' : 'are'} not sent: files named .env hold secrets. Say so in .dockerignore too.`,
      ];

async function sizeOf(reference: string, { engine }: Ports): Promise<number | undefined> {
  try {
    return (await engine.inspectImage(reference)).sizeBytes;
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
}

import { basename, resolve } from 'node:path';
import { readBuildContext, type BuildContext } from '../config/build-context.js';
import { fitsVariable, readBuildSecrets, type BuildSecret } from '../config/build-secrets.js';
import { findCaFile } from '../config/ca-file.js';
import type { LoadedConfig } from '../config/schema.js';
import { findSshAgents } from '../config/ssh-agents.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import { formatBytes } from '../model/units.js';
import { CA_SECRET_ID, planBuild, type BuildFlags, type BuildPlan } from '../plan/build-plan.js';
import { buildxReasons, platformsOf, type BuildxOptions } from '../plan/buildx-options.js';
import { planBuildx, type BuildxPlan } from '../plan/buildx-plan.js';
import { contextSurprises } from '../plan/context-surprises.js';
import { outlineDockerfile, type DockerfileOutline } from '../plan/dockerfile-outline.js';
import { nameFrom } from '../plan/project-name.js';
import type { Context } from '../ports/context.js';
import type { EngineInfo } from '../ports/engine.js';
import { findBuildx, type FoundBuildx } from './find-buildx.js';
import { requireOutputs } from './require-outputs.js';
import { sourceDate, type SourceDate } from './source-date.js';

export interface BuildInput {
  /** Folder of the project, absolute. */
  readonly directory: string;
  readonly project?: Pick<LoadedConfig, 'config' | 'directory'>;
  /** What `verify` goes by in this folder, where `project` is about one image of several. */
  readonly mainProject?: Pick<LoadedConfig, 'config' | 'directory'>;
  /** Dockerfile, relative to where the user stands; the config's or `Dockerfile` when absent. */
  readonly file?: string;
  readonly caFile?: string;
  /** As `--secret` and `--ssh` are written. */
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  readonly flags: BuildFlags;
  /** What only docker buildx can do; without any of it the build goes through the Engine API. */
  readonly buildx?: BuildxOptions;
  /** Send every tag to its registry once the image is built; `later` when somebody else does, from the engine. */
  readonly push?: boolean | 'later';
  /** Where all output of the steps is written, absolute. */
  readonly logFile?: string;
  /** Keep and show all output of the steps. */
  readonly verbose: boolean;
}

/** All that a build needs, and nothing of it sent yet. */
export interface PreparedBuild {
  readonly plan: BuildPlan;
  readonly context: BuildContext;
  readonly outline: DockerfileOutline;
  readonly info: EngineInfo;
  /** The extra certificate authorities. */
  readonly pem?: Buffer;
  readonly secrets: readonly BuildSecret[];
  /** Where the build goes through docker buildx. */
  readonly buildx?: FoundBuildx & { readonly plan: BuildxPlan };
  readonly sourceDate?: SourceDate;
  /** About context and plan, safe to show. */
  readonly warnings: readonly string[];
}

/**
 * Config + Dockerfile + context + flags → plan. Throws PROJECT_NOT_FOUND, DOCKERFILE_INVALID, CA_FILE_INVALID, SECRET_INVALID,
 * SSH_AGENT_INVALID, FLAG_INVALID, BUILDX_UNAVAILABLE, BUILDER_UNSUITED, FILE_WRITE_FAILED and what the engine throws when it does not answer.
 */
export async function prepareBuild(
  input: BuildInput,
  {
    engine,
    progress,
    environment,
    signal,
    cwd,
    processes,
  }: Pick<Context, 'engine' | 'progress' | 'environment' | 'signal' | 'cwd' | 'processes'>,
): Promise<PreparedBuild> {
  const places = placesOf(input, cwd);
  // Asked while the context is read; what is wrong with the project is said first.
  const asked = engine.info(signal);
  asked.catch(() => undefined);
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
  const [caFile, secrets, ssh, info] = await Promise.all([
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
      note: (message) => progress.note(cleanText(message, 1000)),
    }),
    findSshAgents({ items: input.ssh ?? settings?.ssh ?? [], environment, cwd }),
    asked,
  ]);
  const options = input.buildx ?? {};
  const date =
    options.reproducible === true ? await sourceDate(places.directory, { environment, processes, signal }) : undefined;
  const plan = planBuild({
    ...(input.project !== undefined && { config: input.project.config }),
    fallbackName: nameFrom(basename(input.directory)),
    flags: input.flags,
    environment: { ...environment, ...(date !== undefined && { SOURCE_DATE_EPOCH: String(date.epoch) }) },
    outline,
    dockerfile: context.dockerfile,
    shownDockerfile: places.shownDockerfile,
    ...(caFile !== undefined && { caFile }),
    secrets: secrets.map(({ id, from }) => ({ id, from })),
    ssh,
    engine: { buildkit: info.buildkit, platform: platformOf(info) },
  });
  const buildx = await prepareBuildx(
    { plan, options, push: input.push ?? false, secrets, ...(caFile !== undefined && { pem: caFile.pem }) },
    { processes, environment, signal, cwd },
  );
  // They quote names of files and arguments.
  const warnings = [
    ...contextWarnings(context),
    ...contextSurprises(context.sent),
    ...plan.warnings,
    ...(buildx?.plan.warnings ?? []),
  ].map((warning) => cleanText(warning, 1000));
  return {
    plan,
    context,
    outline,
    info,
    ...(caFile !== undefined && { pem: caFile.pem }),
    secrets,
    ...(buildx !== undefined && { buildx }),
    ...(date !== undefined && { sourceDate: date }),
    warnings,
  };
}

/** The same for the engine alone: nothing comes out of it that only buildx could write, and it is for one platform. */
export function withoutBuildx({ buildx: _buildx, plan, ...prepared }: PreparedBuild): Omit<PreparedBuild, 'buildx'> {
  const { platform, ...anywhere } = plan;
  return { ...prepared, plan: platformsOf(platform).length > 1 ? anywhere : plan };
}

/** undefined where nothing asks for buildx: then nobody looks for it either. */
async function prepareBuildx(
  {
    plan,
    options,
    push,
    secrets,
    pem,
  }: Pick<PreparedBuild, 'plan' | 'secrets' | 'pem'> & {
    readonly options: BuildxOptions;
    readonly push: boolean | 'later';
  },
  ports: Pick<Context, 'processes' | 'environment' | 'signal' | 'cwd'>,
): Promise<PreparedBuild['buildx']> {
  const reasons = buildxReasons(options, plan.platform);
  if (reasons.length === 0) return undefined;
  const found = await findBuildx(reasons, ports);
  const large = secrets.filter(({ value }) => !fitsVariable(value)).map(({ id }) => id);
  const secretsInFiles = new Set([...large, ...(pem !== undefined && !fitsVariable(pem) ? [CA_SECRET_ID] : [])]);
  const planned = planBuildx({ plan, options, push, builder: found.builder, secretsInFiles });
  await requireOutputs(planned.outputs, ports.cwd);
  return { ...found, plan: planned };
}

/** Where context and Dockerfile lie, absolute, and how the Dockerfile is called. */
export function placesOf({ project, file, directory }: BuildInput, cwd: string) {
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
    { directory, missing: 'mcp-dock.yaml and no Dockerfile', takesFile: true },
    { cause: error },
  );
}

export const platformOf = ({ os, architecture }: EngineInfo) => `${os}/${architecture}`;

const contextWarnings = ({ withheld }: BuildContext): string[] =>
  withheld.length === 0
    ? []
    : [
        `${withheld.slice(0, 3).join(', ')}${withheld.length > 3 ? ` and ${withheld.length - 3} more` : ''} ${withheld.length === 1 ? 'is' : 'are'} not sent: files named .env hold secrets. Say so in .dockerignore too.`,
      ];

import { basename, resolve } from 'node:path';
import { readBuildContext, type BuildContext } from '../config/build-context.js';
import { readBuildSecrets, type BuildSecret } from '../config/build-secrets.js';
import { findCaFile } from '../config/ca-file.js';
import type { LoadedConfig } from '../config/schema.js';
import { findSshAgents } from '../config/ssh-agents.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import { formatBytes } from '../model/units.js';
import { planBuild, type BuildFlags, type BuildPlan } from '../plan/build-plan.js';
import { contextSurprises } from '../plan/context-surprises.js';
import { outlineDockerfile } from '../plan/dockerfile-outline.js';
import { nameFrom } from '../plan/project-name.js';
import type { Context } from '../ports/context.js';
import type { EngineInfo } from '../ports/engine.js';

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
  /** Send every tag to its registry once the image is built. */
  readonly push?: boolean;
  /** Where all output of the steps is written, absolute. */
  readonly logFile?: string;
  /** Keep and show all output of the steps. */
  readonly verbose: boolean;
}

/** All that a build needs, and nothing of it sent yet. */
export interface PreparedBuild {
  readonly plan: BuildPlan;
  readonly context: BuildContext;
  readonly info: EngineInfo;
  /** The extra certificate authorities. */
  readonly pem?: Buffer;
  readonly secrets: readonly BuildSecret[];
  /** About context and plan, safe to show. */
  readonly warnings: readonly string[];
}

/**
 * Config + Dockerfile + context + flags → plan. Throws PROJECT_NOT_FOUND, DOCKERFILE_INVALID, CA_FILE_INVALID, SECRET_INVALID,
 * SSH_AGENT_INVALID, FLAG_INVALID and what the engine throws when it does not answer.
 */
export async function prepareBuild(
  input: BuildInput,
  {
    engine,
    progress,
    environment,
    signal,
    cwd,
  }: Pick<Context, 'engine' | 'progress' | 'environment' | 'signal' | 'cwd'>,
): Promise<PreparedBuild> {
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
    secrets: secrets.map(({ id, from }) => ({ id, from })),
    ssh,
    engine: { buildkit: info.buildkit, platform: platformOf(info) },
  });
  // They quote names of files and arguments.
  const warnings = [...contextWarnings(context), ...contextSurprises(context.sent), ...plan.warnings].map((warning) =>
    cleanText(warning, 1000),
  );
  return { plan, context, info, ...(caFile !== undefined && { pem: caFile.pem }), secrets, warnings };
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

export const platformOf = ({ os, architecture }: EngineInfo) => `${os}/${architecture}`;

const contextWarnings = ({ withheld }: BuildContext): string[] =>
  withheld.length === 0
    ? []
    : [
        `${withheld.slice(0, 3).join(', ')}${withheld.length > 3 ? ` and ${withheld.length - 3} more` : ''} ${withheld.length === 1 ? 'is' : 'are'} not sent: files named .env hold secrets. Say so in .dockerignore too.`,
      ];

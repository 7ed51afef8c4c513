import { Args, Flags } from '@oclif/core';
import { relative, resolve } from 'node:path';
import type { ImageInput } from '../actions/build-images.js';
import { BaseCommand } from '../cli/base-command.js';
import type { ProjectImage } from '../config/project-images.js';
import type { LoadedConfig } from '../config/schema.js';
import type { BuildReport } from '../model/build-report.js';
import { printableJson } from '../model/clean-text.js';
import type { Context } from '../ports/context.js';
import type { RenderOptions } from '../reporters/define-reporter.js';

export default class Build extends BaseCommand<typeof Build> {
  static override summary = 'Build the image of an MCP server through the Engine API.';
  static override description =
    'With BuildKit where the engine has it; no docker program is needed. Without mcp-dock.yaml, a Dockerfile is enough: the image is then called after its folder.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ./weather --tag acme/weather:1.2.0 --tag acme/weather:latest',
    '<%= config.bin %> <%= command.id %> --ca-file company-ca.pem --build-arg NODE_VERSION=24',
    '<%= config.bin %> <%= command.id %> --no-cache --pull --json',
    '<%= config.bin %> <%= command.id %> --image backend',
  ];
  static override args = {
    dir: Args.string({ description: 'Folder of the project; this one when absent.' }),
  };
  static override flags = {
    tag: Flags.string({
      char: 't',
      multiple: true,
      delimiter: ',',
      multipleNonGreedy: true,
      description: 'Name of the image, in place of the one in mcp-dock.yaml; may be given more than once.',
      helpValue: 'NAME:TAG',
      env: 'MCP_DOCK_TAG',
    }),
    file: Flags.string({
      char: 'f',
      description: 'Dockerfile, when it is not the one in mcp-dock.yaml.',
      helpValue: 'PATH',
      env: 'MCP_DOCK_FILE',
    }),
    target: Flags.string({
      description: 'Stage to build; the last one when absent.',
      helpValue: 'STAGE',
      env: 'MCP_DOCK_BUILD_TARGET',
    }),
    platform: Flags.string({
      description: 'Platform of the image; the engine’s own when absent.',
      helpValue: 'linux/arm64',
      env: 'MCP_DOCK_PLATFORM',
    }),
    'build-arg': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Build argument; KEY alone takes its value from here. Never a secret: it stays in the history.',
      helpValue: 'KEY[=VALUE]',
      env: 'MCP_DOCK_BUILD_ARG',
    }),
    'base-registry': Flags.string({
      description: 'Mirror of the base images, where the Dockerfile has ARG BASE_REGISTRY, as those of init have.',
      helpValue: 'HOST/FOLDER',
      env: 'MCP_DOCK_BASE_REGISTRY',
    }),
    'ca-file': Flags.string({
      description:
        'PEM file of extra certificate authorities for the build; never part of the image. Without it: build.caFile of the config, MCP_DOCK_CA_FILE, NODE_EXTRA_CA_CERTS.',
      helpValue: 'PATH',
    }),
    secret: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Secret for RUN --mount=type=secret; never part of the image. An id alone names a variable.',
      helpValue: 'id=NAME,src=PATH|env=VARIABLE',
      env: 'MCP_DOCK_BUILD_SECRET',
    }),
    ssh: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'SSH agent for RUN --mount=type=ssh: default is the one of SSH_AUTH_SOCK.',
      helpValue: 'default|ID=SOCKET',
      env: 'MCP_DOCK_SSH',
    }),
    label: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Label of the image, over those of mcp-dock.yaml and the Dockerfile.',
      helpValue: 'KEY=VALUE',
      env: 'MCP_DOCK_LABEL',
    }),
    network: Flags.option({
      options: ['default', 'none', 'host'] as const,
      description: 'Network of RUN steps.',
      env: 'MCP_DOCK_BUILD_NETWORK',
    })(),
    image: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      description:
        'Build only this image of a project with several: the main one by the project’s name, others by their key in `images`.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_IMAGE',
    }),
    push: Flags.boolean({
      description: 'Send every tag to its registry, with the logins of docker login.',
      exclusive: ['plan'],
      env: 'MCP_DOCK_PUSH',
    }),
    'log-file': Flags.string({
      description: 'Also write all output of the steps to a file, secrets masked.',
      helpValue: 'PATH',
      env: 'MCP_DOCK_BUILD_LOG_FILE',
    }),
    plan: Flags.boolean({
      description:
        'Print what would be asked of the engine, as JSON, and build nothing. Secrets stand there by where they lie.',
    }),
    'no-cache': Flags.boolean({ description: 'Run every step again.', env: 'MCP_DOCK_NO_CACHE' }),
    pull: Flags.boolean({ description: 'Look for newer base images first.', env: 'MCP_DOCK_PULL' }),
  };

  async run(): Promise<void> {
    const { flags, args } = this;
    const [{ build, planOnly }, { loadConfig }, { selectImages }, context] = await Promise.all([
      import('../actions/build.js'),
      import('../config/load-config.js'),
      import('../cli/select-images.js'),
      this.createContext(),
    ]);
    const directory = resolve(context.cwd, args.dir ?? '.');
    const project = await loadConfig(directory);
    const given = {
      directory,
      ...(flags.file !== undefined && { file: flags.file }),
      ...(flags['ca-file'] !== undefined && { caFile: flags['ca-file'] }),
      ...(flags.secret !== undefined && { secrets: flags.secret }),
      ...(flags.ssh !== undefined && { ssh: flags.ssh }),
      flags: {
        ...(flags.tag !== undefined && { tags: flags.tag }),
        ...(flags.target !== undefined && { target: flags.target }),
        ...(flags.platform !== undefined && { platform: flags.platform }),
        ...(flags['build-arg'] !== undefined && { buildArgs: flags['build-arg'] }),
        ...(flags['base-registry'] !== undefined && { baseRegistry: flags['base-registry'] }),
        ...(flags.label !== undefined && { labels: flags.label }),
        ...(flags.network !== undefined && { network: flags.network }),
        noCache: flags['no-cache'],
        pull: flags.pull,
      },
      ...(flags['log-file'] !== undefined && { logFile: resolve(context.cwd, flags['log-file']) }),
      push: flags.push,
      verbose: flags.verbose,
    };
    const images = selectImages(project, { names: flags.image, flags, command: 'build' }).map((image) => ({
      ...image,
      input: { ...given, project: image.project, ...(project !== undefined && { mainProject: project }) },
    }));
    const [only, another] = images;
    if (another !== undefined) return this.several(images, context, { build, planOnly });
    const input = only?.input ?? given;
    if (flags.plan) return this.print(printableJson(await planOnly(input, context), 2));
    const report = await build(input, context);
    if (flags.json) return this.print(printableJson(report));
    const { renderBuildSummary } = await import('../reporters/build-summary.js');
    const next = nextStep(report, { project, directory, cwd: context.cwd, main: only?.main ?? true });
    this.print(renderBuildSummary(report, next, await this.look(context)));
  }

  private async several(
    images: readonly (ImageInput & Pick<ProjectImage, 'main' | 'project'>)[],
    context: Context,
    { build, planOnly }: Pick<typeof import('../actions/build.js'), 'build' | 'planOnly'>,
  ): Promise<void> {
    const { json } = this.flags;
    if (this.flags.plan) {
      const plans = await Promise.all(
        images.map(async ({ name, input }) => ({ name, ...(await planOnly(input, context)) })),
      );
      return this.print(printableJson(plans, 2));
    }
    const [{ buildImages }, { presentImages }] = await Promise.all([
      import('../actions/build-images.js'),
      import('../cli/present-images.js'),
    ]);
    const outcome = await buildImages(images, context, build);
    const [first] = images;
    const report = outcome.images[0]?.report;
    const next =
      first === undefined || report === undefined
        ? ''
        : nextStep(report, {
            project: first.project,
            directory: first.project.directory,
            cwd: context.cwd,
            main: first.main,
          });
    const print = (text: string) => this.print(text);
    presentImages(outcome, { json, next, options: await this.look(context) }, { print, stderr: process.stderr });
    if (outcome.failure !== undefined) throw outcome.failure;
  }

  private async look({ environment }: Context): Promise<RenderOptions> {
    const { coloured, withSymbols } = await import('../cli/present-report.js');
    return {
      colour: coloured(process.stdout),
      symbols: withSymbols(false, environment),
      width: process.stdout.columns ?? Infinity,
      verbose: this.flags.verbose,
    };
  }
}

/** With a project `verify` knows what the project expects; without one it looks at the image alone. */
function nextStep(
  { image: { tags } }: BuildReport,
  {
    project,
    directory,
    cwd,
    main,
  }: { project: Pick<LoadedConfig, 'config'> | undefined; directory: string; cwd: string; main: boolean },
): string {
  const [tag = ''] = tags;
  // What stands beside the server is no MCP server.
  if (!main) return `docker run --rm ${tag}`;
  const folder = relative(cwd, directory);
  if (project === undefined) return `mcp-dock verify image:${tag}`;
  const own = project.config.image ?? `${project.config.name}:latest`;
  return `${folder === '' ? '' : `cd ${folder} && `}mcp-dock verify${tag === own ? '' : ` image:${tag}`}`;
}

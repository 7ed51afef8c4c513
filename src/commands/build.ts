import { Args, Flags } from '@oclif/core';
import { basename, resolve } from 'node:path';
import type { ImageInput } from '../actions/build-images.js';
import { BaseCommand } from '../cli/base-command.js';
import { nextStep } from '../cli/next-step.js';
import type { ProjectImage } from '../config/project-images.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import { printableJson } from '../model/clean-text.js';
import type { Context } from '../ports/context.js';
import type { RenderOptions } from '../reporters/define-reporter.js';

const BUILDX = 'DOCKER BUILDX';

export default class Build extends BaseCommand<typeof Build> {
  static override summary = 'Build the image of an MCP server through the Engine API.';
  static override description =
    'With BuildKit where the engine has it; no docker program is needed, but for the flags below DOCKER BUILDX. Without mcp-dock.yaml, a Dockerfile is enough: the image is then called after its folder.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ./weather --tag acme/weather:1.2.0 --tag acme/weather:latest',
    '<%= config.bin %> <%= command.id %> --ca-file company-ca.pem --build-arg NODE_VERSION=24',
    '<%= config.bin %> <%= command.id %> --no-cache --pull --json',
    '<%= config.bin %> <%= command.id %> --test --push',
    '<%= config.bin %> <%= command.id %> --image backend --watch',
    '<%= config.bin %> <%= command.id %> --reproducible --output type=oci,dest=weather.tar',
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
      description: 'Platform of the image; the engine’s own when absent. Several with a comma, through docker buildx.',
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
    test: Flags.boolean({
      description:
        'Run the tests first: the stage `test` of the Dockerfile, or build.testTarget. When they fail, nothing is built.',
      env: 'MCP_DOCK_BUILD_TEST',
    }),
    image: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      description:
        'Build only this image of a project with several: the main one by the project’s name, others by their key in `images`.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_IMAGE',
    }),
    fresh: Flags.boolean({
      description:
        'Rebuild without cache, with newer base images and the newest dependencies that the manifest allows, as NAME:fresh. Ends with 1 when an MCP SDK is not what the lock file says. No file changes.',
      exclusive: ['push', 'plan'],
      env: 'MCP_DOCK_BUILD_FRESH',
    }),
    push: Flags.boolean({
      description: 'Send every tag to its registry, with the logins of docker login.',
      exclusive: ['plan'],
      env: 'MCP_DOCK_PUSH',
    }),
    'cache-from': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Cache of an earlier build to start from; through docker buildx.',
      helpValue: 'type=registry,ref=REFERENCE|type=local,src=FOLDER',
      env: 'MCP_DOCK_CACHE_FROM',
      helpGroup: BUILDX,
    }),
    'cache-to': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Where the cache of this build goes; through docker buildx.',
      helpValue: 'type=registry,ref=REFERENCE|type=local,dest=FOLDER|type=inline',
      env: 'MCP_DOCK_CACHE_TO',
      helpGroup: BUILDX,
    }),
    output: Flags.string({
      char: 'o',
      multiple: true,
      multipleNonGreedy: true,
      description: 'Write files in place of an image in the engine; through docker buildx.',
      helpValue: 'type=local|tar|oci|docker,dest=PATH',
      helpGroup: BUILDX,
    }),
    sbom: Flags.boolean({
      description: 'Attach a list of all packages (SPDX); through docker buildx.',
      env: 'MCP_DOCK_SBOM',
      helpGroup: BUILDX,
    }),
    'sbom-generator': Flags.string({
      description:
        'Image of the scanner for --sbom, where docker/buildkit-syft-scanner cannot be pulled; implies --sbom.',
      helpValue: 'REFERENCE',
      env: 'MCP_DOCK_SBOM_GENERATOR',
      helpGroup: BUILDX,
    }),
    provenance: Flags.option({
      options: ['min', 'max'] as const,
      description: 'Attach how the image was built (SLSA); max holds the build arguments too. Through docker buildx.',
      env: 'MCP_DOCK_PROVENANCE',
      helpGroup: BUILDX,
    })(),
    reproducible: Flags.boolean({
      description:
        'Give everything the time of SOURCE_DATE_EPOCH, of the last git commit, or a fixed one, so that the same sources give the same bytes; through docker buildx.',
      env: 'MCP_DOCK_REPRODUCIBLE',
      helpGroup: BUILDX,
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
    watch: Flags.boolean({
      description:
        'Build, and build again when a file of the build context changes; a line per build. Ctrl-C ends it with exit code 130.',
      exclusive: ['json', 'plan', 'push', 'log-file', 'output', 'cache-to', 'reproducible', 'fresh'],
      env: 'MCP_DOCK_WATCH',
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
    // Its client takes a while to load; the first to need it reports what is wrong with the engine.
    void context.engine.info(context.signal).catch(() => undefined);
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
        test: flags.test,
        fresh: flags.fresh,
      },
      buildx: {
        ...(flags['cache-from'] !== undefined && { cacheFrom: flags['cache-from'] }),
        ...(flags['cache-to'] !== undefined && { cacheTo: flags['cache-to'] }),
        ...(flags.output !== undefined && { outputs: flags.output }),
        sbom: flags.sbom,
        ...(flags['sbom-generator'] !== undefined && { sbomGenerator: flags['sbom-generator'] }),
        ...(flags.provenance !== undefined && { provenance: flags.provenance }),
        reproducible: flags.reproducible,
      },
      ...(flags['log-file'] !== undefined && { logFile: resolve(context.cwd, flags['log-file']) }),
      push: flags.push,
      verbose: flags.verbose,
    };
    const imagesOf = (of: LoadedConfig | undefined) =>
      selectImages(of, { names: flags.image, flags, command: 'build' }).map((image) => ({
        ...image,
        input: {
          ...given,
          project: image.project,
          ...(of !== undefined && { mainProject: of }),
          // Somebody who asks for the tests of all images means those that have any.
          ...(flags.test && !image.main && !flags.image && { flags: { ...given.flags, test: 'if-there' as const } }),
        },
      }));
    if (flags.watch) {
      const alone = [{ name: basename(directory), input: given }];
      const { watch } = await import('../cli/watch.js');
      return watch(
        {
          load: async () => {
            const now = await loadConfig(directory);
            return now === undefined ? alone : imagesOf(now);
          },
          buildOne: build,
          options: await this.look(context),
        },
        context,
      );
    }
    const images = imagesOf(project);
    const [only, another] = images;
    if (another !== undefined) return this.several(images, context, { build, planOnly });
    const input = only?.input ?? given;
    if (flags.plan) return this.print(printableJson(await planOnly(input, context), 2));
    const report = await build(input, context);
    const drift = sdkDrift(report);
    if (drift !== undefined) this.endWith(drift.exitCode);
    if (flags.json) {
      this.print(printableJson(report));
      if (drift !== undefined) process.stderr.write(`${printableJson({ error: drift.toJSON() })}\n`);
      return;
    }
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
      width: process.stdout.columns || Infinity,
      verbose: this.flags.verbose,
    };
  }
}

/** The verdict of `--fresh`: the project's image is built and up to nobody, and its SDK is behind. */
function sdkDrift({ fresh, image }: BuildReport): McpDockError | undefined {
  if (fresh === undefined || !fresh.drifted) return undefined;
  const packages = fresh.sdk
    .filter(({ drifted }) => drifted)
    .map(({ name, locked = 'not there', newest = 'gone' }) => `${name} ${locked}, newest allowed ${newest}`);
  return new McpDockError('SDK_DRIFTED', { image: image.tags[0] ?? '', lock: fresh.lock, packages });
}

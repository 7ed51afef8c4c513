import { Args, Flags } from '@oclif/core';
import { init } from '../actions/init.js';
import { BaseCommand } from '../cli/base-command.js';
import { foreignFlags, initForeign } from '../cli/foreign-flags.js';
import { foreignDocument, presentForeign } from '../cli/present-foreign.js';
import { initDocument, presentInit } from '../cli/present-init.js';
import type { McpDockError } from '../errors/mcp-dock-error.js';
import { partTitles } from '../plan/parts/index.js';
import { runtimes, type RuntimeId } from '../plan/runtimes/index.js';
import type { Runtime } from '../plan/runtimes/runtime.js';
import { DEFAULT_TEMPLATE, templates, type TemplateId } from '../plan/templates/index.js';

const versionFlag = ({ versions, versionTitle, defaultVersion }: Runtime) => ({
  options: versions.map(({ version }) => version),
  description: `Version of ${versionTitle}, ${defaultVersion} when absent.`,
  helpGroup: 'CHOICES',
});

/** A version is of no use beside another one, nor for another runtime. */
const exclusiveWith = (flag: string, runtime: RuntimeId) => ({
  type: 'none' as const,
  flags: [flag, { name: 'runtime', when: async (flags: Record<string, unknown>) => flags['runtime'] === runtime }],
});

export default class Init extends BaseCommand<typeof Init> {
  static override summary =
    'Write a new MCP server, or the container of one that exists, with all that builds, verifies and runs it.';
  static override description =
    'In a folder with a package.json, a pyproject.toml or a requirements.txt, only container files are written, for the server that was found there. --from does the same for a published package. Asks at most five questions in a terminal. Files that exist and differ are shown and asked for, one by one; a .env that exists is never touched.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> todo',
    '<%= config.bin %> <%= command.id %> todo --yes --port 8080',
    '<%= config.bin %> <%= command.id %> todo --runtime python-uv',
    '<%= config.bin %> <%= command.id %> todo --with backend,postgres',
    '<%= config.bin %> <%= command.id %> aws --template aws',
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> memory --from npm:@modelcontextprotocol/server-memory --yes',
    '<%= config.bin %> <%= command.id %> time --from pypi:mcp-server-time --arg=--local-timezone=UTC --yes',
  ];
  static override args = {
    dir: Args.string({ description: 'Folder of the project; made when it does not exist.' }),
  };
  static override flags = {
    name: Flags.string({
      description: 'Name of the project, its image and its services; the name of the folder when absent.',
      env: 'MCP_DOCK_NAME',
      helpGroup: 'CHOICES',
    }),
    port: Flags.integer({
      description: 'Port of the server, 1024 or above; 3000 when absent, 8000 for the template aws.',
      min: 1,
      max: 65_535,
      env: 'MCP_DOCK_PORT',
      helpGroup: 'CHOICES',
    }),
    template: Flags.option({
      options: Object.keys(templates) as TemplateId[],
      description: `Server of a new project, ${DEFAULT_TEMPLATE} when absent: ${Object.values(templates)
        .map(({ id, title }) => `${id}, ${title}`)
        .join('; ')}.`,
      env: 'MCP_DOCK_TEMPLATE',
      helpGroup: 'CHOICES',
    })(),
    runtime: Flags.option({
      options: Object.keys(runtimes) as RuntimeId[],
      description: 'Language and runtime of the server, node when absent.',
      env: 'MCP_DOCK_RUNTIME',
      helpGroup: 'CHOICES',
    })(),
    node: Flags.string({
      ...versionFlag(runtimes.node),
      env: 'MCP_DOCK_NODE',
      relationships: [exclusiveWith('python', 'python-uv')],
    }),
    python: Flags.string({
      ...versionFlag(runtimes['python-uv']),
      env: 'MCP_DOCK_PYTHON',
      relationships: [exclusiveWith('node', 'node')],
    }),
    'base-registry': Flags.string({
      description: 'Registry and folder of the base images, docker.io/library when absent.',
      helpValue: 'mirror.example.com/library',
      env: 'MCP_DOCK_BASE_REGISTRY',
      helpGroup: 'CHOICES',
    }),
    'server-name': Flags.string({
      description: 'Name under which registries of MCP servers know it.',
      helpValue: 'io.github.you/todo',
      env: 'MCP_DOCK_SERVER_NAME',
      helpGroup: 'CHOICES',
    }),
    with: Flags.string({
      description: `What comes beside the server, separated by commas: ${partTitles.map(({ id, title }) => `${id}, ${title}`).join('; ')}.`,
      helpValue: 'backend,postgres',
      multiple: true,
      delimiter: ',',
      env: 'MCP_DOCK_WITH',
      helpGroup: 'CHOICES',
    }),
    ...foreignFlags,
    yes: Flags.boolean({ char: 'y', description: 'Ask nothing; take the defaults.', env: 'MCP_DOCK_YES' }),
    'dry-run': Flags.boolean({ description: 'Show files and differences; write nothing.' }),
    force: Flags.boolean({ description: 'Overwrite files that differ, and write into a folder that is not empty.' }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const foreign = await initForeign({ directory: this.args.dir, flags }, await this.createContext());
    if (foreign !== undefined) {
      const text = flags.json
        ? JSON.stringify(foreignDocument(foreign, this.config.version))
        : presentForeign(foreign, { stream: process.stdout });
      return this.finish(text, foreign.refusal);
    }
    const result = await init(
      {
        directory: this.args.dir,
        choices: {
          name: flags.name,
          port: flags.port,
          template: flags.template,
          runtime: flags.runtime,
          runtimeVersion: flags.node ?? flags.python,
          baseRegistry: flags['base-registry'],
          serverName: flags['server-name'],
          with: flags.with,
        },
        yes: flags.yes,
        dryRun: flags['dry-run'],
        force: flags.force,
      },
      await this.createContext(),
    );
    const text = flags.json
      ? JSON.stringify(initDocument(result, this.config.version))
      : presentInit(result, { stream: process.stdout });
    this.finish(text, result.refusal);
  }

  private finish(text: string, refusal: McpDockError | undefined): void {
    this.print(text);
    // A dry run that could show everything has ended well; the real one would not.
    if (refusal !== undefined && !this.flags.json)
      process.stderr.write(
        `Without --dry-run this would stop: ${refusal.message} Pass --force to write all the same.\n`,
      );
  }
}

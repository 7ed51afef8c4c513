import { Args, Flags } from '@oclif/core';
import type { GivenChoices } from '../actions/choose-scaffold.js';
import { init, type InitResult } from '../actions/init.js';
import { adviceFlags, advisedClients, isAskedForAdvice, situationOfFlags } from '../cli/advice-flags.js';
import { BaseCommand } from '../cli/base-command.js';
import { foreignFlags, givenForeign, initForeign } from '../cli/foreign-flags.js';
import type { Steps } from '../cli/build-and-verify.js';
import { foreignDocument, presentForeignWritten } from '../cli/present-foreign.js';
import { initDocument, presentNext, presentWritten, type Look, type NextSteps } from '../cli/present-init.js';
import type { McpDockError } from '../errors/mcp-dock-error.js';
import type { Situation } from '../plan/advise.js';
import { partTitles } from '../plan/parts/index.js';
import { BASE_IDS, MANAGER_IDS, runtimes, type RuntimeId } from '../plan/runtimes/index.js';
import type { Runtime } from '../plan/runtimes/runtime.js';
import type { Context } from '../ports/context.js';
import { DEFAULT_TEMPLATE, templates, type TemplateId } from '../plan/templates/index.js';

const versionFlag = ({ versions, versionTitle, defaultVersion }: Runtime) => {
  const untested = versions.filter((known) => known.untested).map(({ version }) => version);
  return {
    options: versions.map(({ version }) => version),
    description: `Version of ${versionTitle}, ${defaultVersion} when absent.${untested.length === 0 ? '' : ` Untested: ${untested.join(', ')}.`}`,
    helpGroup: 'CHOICES',
  };
};

/** A version is of no use beside another one, nor for a runtime of another language. */
const exclusiveWith = (other: 'node' | 'python') => ({
  type: 'none' as const,
  flags: [
    other,
    {
      name: 'runtime',
      when: async ({ runtime }: Record<string, unknown>) => String(runtime).replace(/-.*/u, '') === other,
    },
  ],
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
    '<%= config.bin %> <%= command.id %> todo --package-manager pnpm',
    '<%= config.bin %> <%= command.id %> todo --with backend,postgres',
    '<%= config.bin %> <%= command.id %> todo --yes --verify',
    '<%= config.bin %> <%= command.id %> aws --template aws',
    '<%= config.bin %> <%= command.id %> demo --template dual-mode',
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --advise --for local --client claude-desktop',
    '<%= config.bin %> <%= command.id %> --update --with redis',
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
      description: 'Port of the server, 1024 or above; 3000 when absent, 8000 for the templates aws and dual-mode.',
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
      relationships: [exclusiveWith('python')],
    }),
    python: Flags.string({
      ...versionFlag(runtimes['python-uv']),
      env: 'MCP_DOCK_PYTHON',
      relationships: [exclusiveWith('node')],
    }),
    'package-manager': Flags.option({
      options: MANAGER_IDS,
      description: `What installs the dependencies of a new project: npm, pnpm or yarn for Node.js, npm when absent; uv or pip for Python, as --runtime says.`,
      env: 'MCP_DOCK_PACKAGE_MANAGER',
      helpGroup: 'CHOICES',
    })(),
    base: Flags.option({
      options: BASE_IDS,
      description:
        'Base images: slim is Debian; alpine, for Node.js, is 70 MB smaller and untested on the images themselves.',
      env: 'MCP_DOCK_BASE',
      helpGroup: 'CHOICES',
    })(),
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
    ...adviceFlags,
    yes: Flags.boolean({ char: 'y', description: 'Ask nothing; take the defaults.', env: 'MCP_DOCK_YES' }),
    update: Flags.boolean({
      description:
        'Render with this version of mcp-dock and merge with what you changed; --port, --with and other choices are changed on the way.',
      exclusive: ['from', 'bin', 'constraint', 'force'],
    }),
    verify: Flags.boolean({
      description: 'Build and verify what was written; ends with the exit code of verify.',
      exclusive: ['dry-run'],
      env: 'MCP_DOCK_INIT_VERIFY',
    }),
    'dry-run': Flags.boolean({ description: 'Show files and differences; write nothing.' }),
    force: Flags.boolean({ description: 'Overwrite files that differ, and write into a folder that is not empty.' }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const context = await this.createContext();
    if (flags.update) return this.update(context);
    const situation = await situationOfFlags(flags);
    if (flags.advise) return this.advise(situation, context);
    const found = await initForeign({ directory: this.args.dir, flags, situation }, context);
    if (found !== undefined) {
      const foreign = this.repeatable(found);
      return this.conclude(foreign, context, {
        written: (look) => presentForeignWritten(foreign, look),
        document: () => foreignDocument(foreign, this.config.version),
      });
    }
    const made = await init(
      {
        directory: this.args.dir,
        choices: this.choices(),
        yes: flags.yes,
        dryRun: flags['dry-run'],
        force: flags.force,
      },
      context,
    );
    const result = this.repeatable(made);
    const advice = await this.adviceFor(result, situation);
    await this.conclude(result, context, {
      written: (look) => presentWritten(result, look, advice?.lines),
      document: () => ({ ...initDocument(result, this.config.version), ...(advice && { advice: advice.whole }) }),
    });
  }

  private async advise(situation: Situation, context: Context): Promise<void> {
    const { flags } = this;
    const [{ adviseServer }, { adviceDocument, adviceReplay, presentAdvice }] = await Promise.all([
      import('../actions/advise-server.js'),
      import('../cli/present-advice.js'),
    ]);
    const result = await adviseServer(
      {
        directory: this.args.dir,
        from: flags.from,
        bin: flags.bin,
        constraints: flags.constraint ?? [],
        given: givenForeign(flags),
        choices: this.choices(),
        situation,
        clients: await advisedClients(),
        yes: flags.yes,
      },
      context,
    );
    const replay = adviceReplay(result, flags);
    this.print(
      flags.json
        ? JSON.stringify(adviceDocument(result, replay, this.config.version))
        : presentAdvice(result, replay, { stream: process.stdout }),
    );
  }

  /** Of a new project only whoever says what it is for hears what a container is worth. */
  private async adviceFor({ choices }: InitResult, situation: Situation) {
    if (!isAskedForAdvice(this.flags)) return undefined;
    const [{ adviseNew }, { shortAdvice }] = await Promise.all([
      import('../actions/advise-server.js'),
      import('../cli/present-advice.js'),
    ]);
    const whole = adviseNew(choices, situation);
    return { whole, lines: shortAdvice(whole) };
  }

  private async update(context: Context): Promise<void> {
    const { flags } = this;
    const [{ update }, { presentUpdated, updateDocument }] = await Promise.all([
      import('../actions/update.js'),
      import('../cli/present-update.js'),
    ]);
    const made = await update(
      {
        ...(this.args.dir !== undefined && { directory: this.args.dir }),
        changed: { choices: this.choices(), foreign: givenForeign(flags) },
        yes: flags.yes,
        dryRun: flags['dry-run'],
      },
      context,
    );
    const { refusal, ...rest } = this.repeatable(made);
    await this.conclude(rest, context, {
      written: (look) => presentUpdated(rest, look, flags.verbose),
      document: () => updateDocument({ ...rest, ...(refusal && { refusal }) }, this.config.version),
    });
    if (refusal !== undefined && !flags.json)
      process.stderr.write(
        `With --yes this would stop: ${refusal.message} In a terminal you are asked file by file.\n`,
      );
  }

  private choices(): GivenChoices {
    const { flags } = this;
    return {
      name: flags.name,
      port: flags.port,
      template: flags.template,
      runtime: flags.runtime,
      runtimeVersion: flags.node ?? flags.python,
      packageManager: flags['package-manager'],
      base: flags.base,
      baseRegistry: flags['base-registry'],
      serverName: flags['server-name'],
      with: flags.with,
    };
  }

  /** The line that does the same again does all of it. */
  private repeatable<Result extends Pick<InitResult, 'replay'>>(result: Result): Result {
    return this.flags.verify ? { ...result, replay: [...result.replay, '--verify'] } : result;
  }

  private async conclude(result: Concluded, context: Context, { written, document }: Words): Promise<void> {
    const { json, verify } = this.flags;
    const look = { stream: process.stdout };
    if (!verify) {
      this.print(json ? JSON.stringify(document()) : [written(look), presentNext(result, look)].join('\n'));
      return this.foretell(result.refusal);
    }
    // What was written stays whatever comes, so it is said before anything can fail.
    if (!json) this.print(`${written(look)}\n`);
    const { buildAndVerify } = await import('../cli/build-and-verify.js');
    const outcome = await buildAndVerify(result.directory, context, await this.steps());
    const { presentVerified, verifiedDocument } = await import('../cli/present-verified.js');
    if (json) this.print(verifiedDocument(document(), outcome));
    else this.print(await presentVerified(outcome, { result, verbose: this.flags.verbose, cwd: context.cwd }, look));
    if (outcome.failure !== undefined) throw outcome.failure;
    if (outcome.verify === undefined) return;
    const { verdictLine } = await import('../cli/verdict-line.js');
    const verdict = json ? verdictLine(outcome.verify) : undefined;
    if (verdict !== undefined) process.stderr.write(`${verdict}\n`);
    this.endWith(outcome.verify.summary.exitCode);
  }

  /** The seam for tests: what builds and what verifies, where it is not what the commands do. */
  protected async steps(): Promise<Steps | undefined> {
    return undefined;
  }

  /** A dry run that could show everything has ended well; the real one would not. */
  private foretell(refusal: McpDockError | undefined): void {
    if (refusal !== undefined && !this.flags.json)
      process.stderr.write(
        `Without --dry-run this would stop: ${refusal.message} Pass --force to write all the same.\n`,
      );
  }
}

/** What both kinds of `init` end in. */
type Concluded = Pick<InitResult, 'directory' | 'outcome' | 'shownDirectory' | 'replay' | 'refusal'> & {
  readonly next: NextSteps;
};

interface Words {
  readonly written: (look: Look) => string;
  readonly document: () => object;
}

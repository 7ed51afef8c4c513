import { Args, Flags } from '@oclif/core';
import type { VerifyOutcome } from '../actions/verify.js';
import { BaseCommand } from '../cli/base-command.js';
import { reportFlags, selectionFlags } from '../cli/report-flags.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Check } from '../model/check.js';

export default class Verify extends BaseCommand<typeof Verify> {
  static override summary = 'Start a containerised MCP server as its clients do and say what holds.';
  static override description =
    'Without TARGET, the image of the project in this folder. Everything that is started is removed again; what runs already is only asked.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> image:acme/weather:1.2.0 --only image --only lifecycle',
    '<%= config.bin %> <%= command.id %> container:weather --fail-on warning',
    '<%= config.bin %> <%= command.id %> https://mcp.example.com/mcp --bearer-env WEATHER_TOKEN',
    '<%= config.bin %> <%= command.id %> --output junit=report.xml --json',
  ];
  static override args = {
    target: Args.string({ description: 'image:REFERENCE, container:NAME or http(s)://…; the project when absent.' }),
  };
  static override flags = {
    ...reportFlags,
    ...selectionFlags,
    timeout: Flags.string({
      default: '120s',
      description: 'Time limit of the run; pulling the image does not count.',
      helpValue: '90s',
      env: 'MCP_DOCK_TIMEOUT',
    }),
    env: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Variable for the server; KEY alone takes its value from here.',
      helpValue: 'KEY[=VALUE]',
      env: 'MCP_DOCK_ENV',
    }),
    header: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Header of every request to the server.',
      helpValue: "'NAME: VALUE'",
      env: 'MCP_DOCK_HEADER',
    }),
    pull: Flags.option({
      options: ['missing', 'always', 'never'] as const,
      default: 'missing',
      description: 'When to pull an image:REFERENCE. The image of the project is never pulled.',
      env: 'MCP_DOCK_PULL_POLICY',
    })(),
    'bearer-env': Flags.string({
      description: 'Send the value of this variable as bearer token.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_BEARER_ENV',
    }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const [{ checks: all }, { VERIFY_AREAS }, { ofAreas }, { inPlaceOfRun }] = await Promise.all([
      import('../checks/index.js'),
      import('../actions/verify.js'),
      import('../cli/select-checks.js'),
      import('../cli/describe-checks.js'),
    ]);
    const known = ofAreas(all, VERIFY_AREAS);
    const text = await inPlaceOfRun(known, flags, () => this.selected(all, known, undefined));
    if (text !== undefined) return this.print(text);
    await this.verify(all, known);
  }

  private async verify(all: readonly Check[], known: readonly Check[]): Promise<void> {
    const { flags } = this;
    const { openReport } = await import('../cli/open-report.js');
    const report = await openReport({ command: 'verify', flags, cwd: process.cwd(), toolVersion: this.config.version });
    const outcome =
      flags['from-facts'] === undefined
        ? await this.lookAtTarget(all, known)
        : await this.readFacts(flags['from-facts'], await this.selected(all, known, undefined));
    this.publish(await report.publish(outcome));
  }

  private async lookAtTarget(all: readonly Check[], known: readonly Check[]): Promise<VerifyOutcome> {
    const { flags, args } = this;
    const [{ parseTarget }, { projectOf }, { verify }, { loadConfig }, options, context] = await Promise.all([
      import('../targets/parse-target.js'),
      import('../actions/own-project.js'),
      import('../actions/verify.js'),
      import('../config/load-config.js'),
      import('../cli/request-options.js'),
      this.createContext(),
    ]);
    const target = parseTarget(args.target);
    // Nothing of a project here says anything about an address.
    const here = target.kind === 'http' ? undefined : await loadConfig(context.cwd);
    const project = await projectOf(target, here, context.engine);
    const outcome = await verify(
      {
        target,
        ...(project === undefined ? {} : { project }),
        checks: await this.selected(all, known, project),
        environment: options.parseVariables(flags.env ?? [], context.environment),
        headers: options.parseHeaders(flags.header ?? [], flags['bearer-env'], context.environment),
        shownHeaders: options.headersToShow(flags.header ?? [], flags['bearer-env']),
        pull: flags.pull,
        timeoutMs: options.parseTimeout(flags.timeout),
      },
      context,
    );
    if (flags['save-facts'] !== undefined) {
      const { saveFacts } = await import('../actions/facts-file.js');
      const { target: title, collected: facts } = outcome;
      await saveFacts(flags['save-facts'], { command: 'verify', target: title, facts }, context);
    }
    return outcome;
  }

  private async readFacts(path: string, checks: readonly Check[]): Promise<VerifyOutcome> {
    if (this.args.target !== undefined) {
      throw new McpDockError('FLAG_INVALID', {
        reason: '--from-facts takes the place of a target; give one of the two.',
        command: 'verify',
      });
    }
    const { checkSavedFacts } = await import('../actions/check-saved-facts.js');
    return checkSavedFacts({ path, command: 'verify', checks }, process.cwd());
  }

  private async selected(
    all: readonly Check[],
    known: readonly Check[],
    project: LoadedConfig | undefined,
  ): Promise<Check[]> {
    const { projectSeverities, selectChecks } = await import('../cli/select-checks.js');
    const { severities, faults } = projectSeverities(all, project);
    if (faults[0] !== undefined) throw faults[0];
    return selectChecks(known, {
      only: this.flags.only ?? [],
      skip: this.flags.skip ?? [],
      severities,
      command: 'verify',
    });
  }
}

import { Args, Flags } from '@oclif/core';
import type { VerifyOutcome } from '../actions/verify.js';
import type { Baseline } from '../checks/accepting/accept-findings.js';
import { BaseCommand } from '../cli/base-command.js';
import type { PlannedRun } from '../cli/plan-run.js';
import { reportFlags, selectionFlags } from '../cli/report-flags.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ChecklistName, Consumer } from '../model/asked-for.js';
import type { Check } from '../model/check.js';
import type { Contract } from '../model/facts/contract.js';
import type { Report } from '../model/report.js';

/** Written out, so that nothing has to be loaded for the help. */
const CONSUMERS = [
  'docker-catalog',
  'docker-gateway',
  'glama',
  'kubernetes-restricted',
  'mcp-registry',
  'platforms',
  'smithery',
  'toolhive',
] as const satisfies readonly Consumer[];
const CHECKLISTS = [
  'security',
  'pre-production',
  'deployment',
  'success',
  'best-practices',
] as const satisfies readonly ChecklistName[];

export default class Verify extends BaseCommand<typeof Verify> {
  static override summary = 'Start a containerised MCP server as its clients do and say what holds.';
  static override description =
    'Without TARGET, the image of the project in this folder. Everything that is started is removed again; what runs already is only asked.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> image:acme/weather:1.2.0 --only image --only lifecycle',
    '<%= config.bin %> <%= command.id %> container:weather --fail-on warning',
    '<%= config.bin %> <%= command.id %> compose:mcp-server',
    '<%= config.bin %> <%= command.id %> "command:node dist/server.js --stdio" --env API_KEY',
    '<%= config.bin %> <%= command.id %> https://mcp.example.com/mcp --bearer-env WEATHER_TOKEN',
    '<%= config.bin %> <%= command.id %> --target docker-gateway,mcp-registry --checklist pre-production',
    '<%= config.bin %> <%= command.id %> --lock',
    '<%= config.bin %> <%= command.id %> --output junit=report.xml --json',
  ];
  static override args = {
    target: Args.string({
      description:
        'image:REFERENCE, container:NAME, compose:SERVICE[@FILE], oci-archive:FILE, docker-archive:FILE, command:PROGRAM or http(s)://…; the project when absent.',
    }),
  };
  static override flags = {
    ...reportFlags,
    ...selectionFlags,
    target: Flags.option({
      options: CONSUMERS,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      description: 'Also start and judge the image as these consumers do. Default: `targets` in mcp-dock.yaml.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_TARGET',
      helpGroup: 'CHECKS',
    })(),
    checklist: Flags.option({
      options: CHECKLISTS,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      description: 'Also fill in these checklists, line by line.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_CHECKLIST',
      helpGroup: 'CHECKS',
    })(),
    conformance: Flags.boolean({
      description: 'Also run the official conformance suite, which npm installs into the cache folder.',
      env: 'MCP_DOCK_CONFORMANCE',
      helpGroup: 'CHECKS',
    }),
    timeout: Flags.string({
      default: '120s',
      description: 'Time limit of the run; pulling the image does not count.',
      helpValue: '90s',
      env: 'MCP_DOCK_TIMEOUT',
    }),
    env: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        'Variable for the server; KEY alone takes its value from here. It is masked in what is shown where its name says that it is a secret, as API_TOKEN does.',
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
    lock: Flags.boolean({
      description: 'Write what the server offers to mcp-dock.lock.json, and say what is new in it.',
      exclusive: ['from-facts'],
      helpGroup: 'REPORT',
    }),
    'bearer-env': Flags.string({
      description: 'Send the value of this variable as bearer token.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_BEARER_ENV',
    }),
    'client-id-env': Flags.string({
      description: 'Get a bearer token by the grant client_credentials: variable with the id of the client.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_CLIENT_ID_ENV',
    }),
    'client-secret-env': Flags.string({
      description: 'Variable with the secret of that client.',
      helpValue: 'NAME',
      env: 'MCP_DOCK_CLIENT_SECRET_ENV',
    }),
    issuer: Flags.string({
      description:
        'Authorization server that is asked for the token. Default: `expect.auth.issuer` in mcp-dock.yaml, else one of its own origin that a running server names.',
      helpValue: 'URL',
      env: 'MCP_DOCK_ISSUER',
    }),
  };

  async run(): Promise<void> {
    const { flags } = this;
    const [{ checks: all }, { VERIFY_AREAS }, { ofAreas }, { inPlaceOfRun }] = await Promise.all([
      import('../checks/index.js'),
      import('../actions/verify-areas.js'),
      import('../cli/select-checks.js'),
      import('../cli/describe-checks.js'),
    ]);
    const known = ofAreas(all, VERIFY_AREAS);
    // A checklist may rest on checks that are asked for by another command.
    const text = await inPlaceOfRun(flags.explain === undefined ? known : all, flags, async () => {
      const { selectChecks } = await import('../cli/select-checks.js');
      const { only = [], skip = [], profile } = flags;
      // A list of all there is has those as well that wait to be asked for.
      const asked = {
        targets: flags.target ?? CONSUMERS,
        checklists: flags.checklist ?? CHECKLISTS,
        conformance: true,
      };
      const open = only.length === 0 ? asked : {};
      return selectChecks(known, { only, skip, ...(profile !== undefined && { profile }), ...open, command: 'verify' });
    });
    if (text !== undefined) return this.print(text);
    await this.verify(all, known);
  }

  private async verify(all: readonly Check[], known: readonly Check[]): Promise<void> {
    const { flags } = this;
    const { openReport } = await import('../cli/open-report.js');
    const report = await openReport({
      command: 'verify',
      flags,
      cwd: process.cwd(),
      toolVersion: this.config.version,
      target: this.args.target,
    });
    const { outcome, extra } =
      flags['from-facts'] === undefined
        ? await this.lookAtTarget({ all, known })
        : await this.readFacts(flags['from-facts'], { all, known });
    this.publish(await report.publish(outcome, extra));
  }

  private async lookAtTarget(checks: Known): Promise<Looked> {
    const { flags, args } = this;
    const [
      { parseTarget },
      { projectOf },
      { verify },
      { loadConfig },
      { requestToken },
      { requireImage },
      options,
      context,
    ] = await Promise.all([
      import('../targets/parse-target.js'),
      import('../actions/own-project.js'),
      import('../actions/verify.js'),
      import('../config/load-config.js'),
      import('../cli/request-token.js'),
      import('../cli/require-image.js'),
      import('../cli/request-options.js'),
      this.createContext(),
    ]);
    const target = parseTarget(args.target);
    requireImage(flags.target ?? [], target);
    // Nothing of a project here says anything about an address, or about a program.
    const withoutContainers = target.kind === 'http' || target.kind === 'command';
    const here = withoutContainers ? undefined : await loadConfig(context.cwd);
    const project = await projectOf(target, here, context);
    const { plan, baseline } = await this.planned(checks, project, { cwd: context.cwd, withoutContainers });
    const locked = await this.lockedBefore(project, context.cwd);
    const given = options.parseHeaders(flags.header ?? [], flags['bearer-env'], context.environment);
    const issued = await requestToken(flags, { target, project, headers: given }, context);
    const outcome = await verify(
      {
        target,
        ...(project === undefined ? {} : { project }),
        checks: plan.checks,
        profile: plan.profile,
        ...(baseline !== undefined && { baseline }),
        ...(flags.lock && { lock: true }),
        environment: options.parseVariables(flags.env ?? [], context.environment),
        headers: issued === undefined ? given : { ...given, Authorization: `Bearer ${issued.token}` },
        ...(issued !== undefined && { secrets: [issued.secret] }),
        shownHeaders: options.headersToShow(
          flags.header ?? [],
          flags['bearer-env'] ?? (issued === undefined ? undefined : 'TOKEN'),
        ),
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
    const settled = await this.settled(outcome, plan, { baseline, cwd: context.cwd });
    if (!flags.lock) return settled;
    const [{ updateLock }, { transportsOf }] = await Promise.all([
      import('../actions/lock.js'),
      import('../config/transports-of.js'),
    ]);
    return {
      ...settled,
      extra: {
        ...settled.extra,
        lock: await updateLock(outcome, { before: locked, transports: transportsOf(project) }, context),
      },
    };
  }

  /** What was locked before; only the server of this folder's project has a lock here. Throws FLAG_INVALID or LOCK_INVALID. */
  private async lockedBefore(project: LoadedConfig | undefined, cwd: string): Promise<Contract | undefined> {
    if (!this.flags.lock) return undefined;
    if (project === undefined) {
      throw new McpDockError('FLAG_INVALID', {
        reason: '--lock writes the lock of the project in this folder, and this target is not its server.',
        command: 'verify',
      });
    }
    const { requireSoundLock } = await import('../actions/lock.js');
    return requireSoundLock({ cwd });
  }

  private async readFacts(path: string, checks: Known): Promise<Looked> {
    if (this.args.target !== undefined) {
      throw new McpDockError('FLAG_INVALID', {
        reason: '--from-facts takes the place of a target; give one of the two.',
        command: 'verify',
      });
    }
    const cwd = process.cwd();
    const { plan, baseline } = await this.planned(checks, undefined, { cwd, withoutContainers: false });
    const { checkSavedFacts } = await import('../actions/check-saved-facts.js');
    const outcome = await checkSavedFacts(
      { path, command: 'verify', checks: plan.checks, ...(baseline !== undefined && { baseline }) },
      cwd,
    );
    return this.settled(outcome, plan, { baseline, cwd });
  }

  private async planned(
    checks: Known,
    project: LoadedConfig | undefined,
    { cwd, withoutContainers }: { readonly cwd: string; readonly withoutContainers: boolean },
  ): Promise<{ plan: PlannedRun; baseline: Baseline | undefined }> {
    const { flags } = this;
    const { openBaseline, planRun } = await import('../cli/plan-run.js');
    const plan = planRun(checks, { ...flags, withoutContainers, command: 'verify' }, project);
    if (plan.faults[0] !== undefined) throw plan.faults[0];
    return { plan, baseline: await openBaseline(flags, { project, cwd, command: 'verify' }) };
  }

  private async settled(outcome: VerifyOutcome, plan: PlannedRun, known: KnownBefore): Promise<Looked> {
    const { settleRun } = await import('../cli/plan-run.js');
    return settleRun(outcome, plan, { ...known, update: this.flags['update-baseline'] });
  }
}

interface Known {
  /** Every check there is. */
  readonly all: readonly Check[];
  /** Those of this command. */
  readonly known: readonly Check[];
}

interface KnownBefore {
  readonly baseline: Baseline | undefined;
  readonly cwd: string;
}

interface Looked {
  readonly outcome: VerifyOutcome;
  readonly extra: Pick<Report, 'profile' | 'notRun' | 'baseline' | 'lock'>;
}

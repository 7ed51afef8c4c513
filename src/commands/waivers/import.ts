import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { McpDockError } from '../../errors/mcp-dock-error.js';

/** Days after which what has no day of its own is looked at again. */
const DAYS = 90;

export default class WaiversImport extends BaseCommand<typeof WaiversImport> {
  static override summary = 'Take over what hadolint, dockle and Trivy were told to leave out.';
  static override description =
    'Reads .dockleignore, .hadolint.yaml, .trivyignore and .trivyignore.yaml, finds the checks that go by those ids here, and adds waivers to mcp-dock.yaml. Comments and statements become reasons; severities of hadolint become those of `checks`. Shows the differences and asks first.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --expires 2027-03-01 --owner platform',
    '<%= config.bin %> <%= command.id %> ci/.trivyignore.yaml --yes',
  ];
  static override args = {
    file: Args.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Files of those tools; those of this folder when absent.',
    }),
  };
  static override flags = {
    expires: Flags.string({
      description: `Last day of what has none of its own; in ${DAYS} days when absent.`,
      helpValue: '2027-03-01',
      env: 'MCP_DOCK_EXPIRES',
    }),
    owner: Flags.string({ description: 'Who decides about them.', helpValue: 'NAME', env: 'MCP_DOCK_OWNER' }),
    'dry-run': Flags.boolean({ description: 'Show the differences; change nothing.' }),
    yes: Flags.boolean({ char: 'y', description: 'Write without asking.' }),
  };

  async run(): Promise<void> {
    const { flags, args } = this;
    const [{ importWaivers }, { importDocument, presentImport }, { isDay }, context] = await Promise.all([
      import('../../actions/import-waivers.js'),
      import('../../cli/present-waivers.js'),
      import('../../model/calendar-day.js'),
      this.createContext(),
    ]);
    const now = Date.now();
    const today = dayOf(now);
    const expires = flags.expires ?? dayOf(now + DAYS * 86_400_000);
    const fault = !isDay(expires)
      ? 'is no day; write it as 2027-03-01.'
      : expires < today
        ? 'is over; name a day that is to come.'
        : undefined;
    if (fault !== undefined)
      throw new McpDockError('FLAG_INVALID', { reason: `--expires ${expires} ${fault}`, command: 'waivers import' });
    const result = await importWaivers(
      {
        files: args.file ?? [],
        expires,
        today,
        ...(flags.owner !== undefined && { owner: flags.owner }),
        dryRun: flags['dry-run'],
        yes: flags.yes,
      },
      context,
    );
    if (flags.json) return this.print(JSON.stringify(importDocument(result, this.config.version)));
    const { coloured, withSymbols } = await import('../../cli/present-report.js');
    const symbols = withSymbols(false, context.environment);
    this.print(presentImport(result, { colour: coloured(process.stdout), symbols }));
  }
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

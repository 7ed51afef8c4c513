import { BaseCommand } from '../../cli/base-command.js';
import { serverFlags, targetArg } from '../../cli/tools-flags.js';

export default class ToolsList extends BaseCommand<typeof ToolsList> {
  static override summary = 'List the tools of an MCP server with their arguments.';
  static override description =
    'Without TARGET, the image of the project in this folder. What is started is removed again; what runs already is only asked.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> http://localhost:3000/mcp',
    '<%= config.bin %> <%= command.id %> image:acme/weather:1.2.0 --json',
    '<%= config.bin %> <%= command.id %> "command:node dist/server.js --stdio"',
    '<%= config.bin %> <%= command.id %> https://mcp.example.com/mcp --bearer-env WEATHER_TOKEN',
  ];
  static override args = { target: targetArg };
  static override flags = { ...serverFlags };

  async run(): Promise<void> {
    const { flags, args } = this;
    const [{ serverInput }, { listServerTools }, context] = await Promise.all([
      import('../../cli/server-input.js'),
      import('../../actions/list-server-tools.js'),
      this.createContext(),
    ]);
    const found = await listServerTools(await serverInput(args.target, flags, context, 'tools list'), context);
    const { presentTools, toolsDocument } = await import('../../cli/present-tools.js');
    if (flags.json) return this.print(toolsDocument(found, this.config.version));
    const { coloured, withSymbols } = await import('../../cli/present-report.js');
    this.print(
      presentTools(found, {
        colour: coloured(process.stdout),
        symbols: withSymbols(false, context.environment),
        width: process.stdout.columns ?? 100,
        verbose: flags.verbose,
      }),
    );
  }
}

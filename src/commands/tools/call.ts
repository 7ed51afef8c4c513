import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { serverFlags, targetArg } from '../../cli/tools-flags.js';
import type { Context } from '../../ports/context.js';

export default class ToolsCall extends BaseCommand<typeof ToolsCall> {
  static override summary = 'Call one tool of an MCP server and print what it answers.';
  static override description =
    'Name and arguments are held against what the server lists before anything is called. A tool that says that it may destroy something is asked about in a terminal, and takes --yes elsewhere. Exit code 1 when the tool says that it failed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> list_tasks',
    '<%= config.bin %> <%= command.id %> create_task http://localhost:3000/mcp --arg title="Buy milk" --arg priority=2',
    '<%= config.bin %> <%= command.id %> search image:acme/weather:1.2.0 --args-json \'{"city":"Oslo","days":3}\' --json',
    'echo \'{"city":"Oslo"}\' | <%= config.bin %> <%= command.id %> search --args-json -',
  ];
  static override args = {
    tool: Args.string({ description: 'Name of the tool.', required: true }),
    target: targetArg,
  };
  static override flags = {
    arg: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      char: 'a',
      description: 'Argument, typed as the tool says; more than once for a list.',
      helpValue: 'NAME=VALUE',
    }),
    'args-json': Flags.string({
      description: 'All arguments as one JSON object; - reads it from standard input. --arg adds to it.',
      helpValue: 'JSON',
    }),
    yes: Flags.boolean({ char: 'y', description: 'Call a tool that may destroy something without asking.' }),
    ...serverFlags,
  };

  async run(): Promise<void> {
    const { flags, args } = this;
    const [{ serverInput }, { callServerTool }, context] = await Promise.all([
      import('../../cli/server-input.js'),
      import('../../actions/call-server-tool.js'),
      this.createContext(),
    ]);
    const input = await serverInput(args.target, flags, context, 'tools call');
    const json = flags['args-json'] === '-' ? await this.readStdin(context) : flags['args-json'];
    const call = await callServerTool(
      {
        ...input,
        tool: args.tool,
        given: { pairs: flags.arg ?? [], ...(json !== undefined && { json }) },
        yes: flags.yes,
      },
      context,
    );
    const { callDocument, callVerdict, presentCall } = await import('../../cli/present-tools.js');
    const verdict = callVerdict(call, flags);
    if (flags.json) return this.publish({ text: callDocument(call, this.config.version), ...verdict });
    if (call.note !== undefined && !flags.quiet) context.progress.note(call.note);
    this.publish({ text: presentCall(call), ...verdict });
  }

  /** The seam for tests. */
  protected async readStdin({ signal, progress }: Pick<Context, 'signal' | 'progress'>): Promise<string> {
    const { readBoundedStdin } = await import('../../cli/read-stdin.js');
    return readBoundedStdin(process.stdin, { signal, note: (message) => progress.note(message) });
  }
}

import { Args, Flags } from '@oclif/core';
import { homedir } from 'node:os';
import { BaseCommand } from '../cli/base-command.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';

export default class Client extends BaseCommand<typeof Client> {
  static override summary = 'Print or write the entry of a server for an MCP client.';
  static override description =
    'Without NAME, the clients that are known and which of them are on this machine. The entry is of the project in this folder, of an image, or of an address; its command is the one that `verify` proves. Secrets never stand in it. --write shows the difference, asks, and keeps a copy of the file.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> claude-desktop',
    '<%= config.bin %> <%= command.id %> cursor --write',
    '<%= config.bin %> <%= command.id %> claude-code --scope project --transport http --bearer-env TODO_TOKEN',
    '<%= config.bin %> <%= command.id %> codex --image acme/weather:1.2.0 --name weather --write --yes',
    '<%= config.bin %> <%= command.id %> vscode --url https://weather.example/mcp --dry-run',
    '<%= config.bin %> <%= command.id %> cursor --remove',
  ];
  static override args = {
    name: Args.string({
      description: 'Client: claude-desktop, claude-code, cursor, vscode, codex …; a list when absent.',
    }),
  };
  static override flags = {
    image: Flags.string({
      description: 'Image in place of the project’s.',
      helpValue: 'REFERENCE',
      env: 'MCP_DOCK_CLIENT_IMAGE',
      exclusive: ['url'],
    }),
    url: Flags.string({
      description: 'Address of a server that runs already.',
      helpValue: 'URL',
      env: 'MCP_DOCK_CLIENT_URL',
    }),
    transport: Flags.option({
      options: ['stdio', 'http'] as const,
      description: 'How the client reaches the server; stdio where it has it, when absent.',
      env: 'MCP_DOCK_CLIENT_TRANSPORT',
    })(),
    scope: Flags.option({
      options: ['user', 'project'] as const,
      description: 'Whose file: that of the person, or that of the project in this folder.',
      env: 'MCP_DOCK_CLIENT_SCOPE',
    })(),
    file: Flags.string({
      description: 'File in place of the client’s usual one.',
      helpValue: 'PATH',
      env: 'MCP_DOCK_CLIENT_FILE',
      exclusive: ['scope'],
    }),
    name: Flags.string({
      description: 'Name of the entry; that of the server when absent.',
      helpValue: 'ENTRY',
      env: 'MCP_DOCK_CLIENT_NAME',
    }),
    docker: Flags.string({
      description: 'The docker program, as the client is to start it.',
      helpValue: 'PATH',
      env: 'MCP_DOCK_CLIENT_DOCKER',
    }),
    'env-file': Flags.string({
      description: 'File with the server’s variables; the project’s .env when the server needs something of it.',
      helpValue: 'PATH',
      env: 'MCP_DOCK_CLIENT_ENV_FILE',
    }),
    'header-env': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Header whose value the client takes from a variable.',
      helpValue: 'NAME=VARIABLE',
      env: 'MCP_DOCK_CLIENT_HEADER_ENV',
    }),
    'bearer-env': Flags.string({
      description: 'Variable from which the client takes its bearer token.',
      helpValue: 'VARIABLE',
      env: 'MCP_DOCK_CLIENT_BEARER_ENV',
    }),
    write: Flags.boolean({ description: 'Write the entry into the client’s file; asks first.', exclusive: ['remove'] }),
    remove: Flags.boolean({ description: 'Take the entry out of the client’s file; asks first.' }),
    'dry-run': Flags.boolean({ description: 'Show what --write or --remove would change; change nothing.' }),
    yes: Flags.boolean({ char: 'y', description: 'Write without asking.', env: 'MCP_DOCK_YES' }),
  };

  async run(): Promise<void> {
    const context = await this.createContext();
    await (this.args.name === undefined ? this.list(context) : this.entry(this.args.name, context));
  }

  /** The seam for tests: another machine. */
  protected machine({ cwd, environment }: Context, project = cwd) {
    return { platform: process.platform, home: homedir(), environment, project };
  }

  private async list(context: Context): Promise<void> {
    const [{ listClients }, { clientsDocument, presentClients }] = await Promise.all([
      import('../actions/list-clients.js'),
      import('../cli/present-client.js'),
    ]);
    const known = await listClients(this.machine(context));
    await this.show(context, clientsDocument(known, this.config.version), (options) => presentClients(known, options));
  }

  private async entry(written: string, context: Context): Promise<void> {
    const { flags } = this;
    const [{ clients }, { client }, { entryName, findClient, headersOfFlags }, { loadConfig }, presentation] =
      await Promise.all([
        import('../clients/index.js'),
        import('../actions/client.js'),
        import('../cli/find-client.js'),
        import('../config/load-config.js'),
        import('../cli/present-client.js'),
      ]);
    const chosen = findClient(clients, written);
    const project = await loadConfig(context.cwd);
    if (flags.remove && [flags.name, project, flags.image, flags.url].every((known) => known === undefined))
      throw new McpDockError('FLAG_INVALID', {
        reason: 'There is no project here after which the entry would be called: say which one with --name ENTRY.',
        command: 'client',
      });
    const name = entryName(flags.name, { project: project?.config.name, image: flags.image, url: flags.url });
    const result = await client(
      {
        client: chosen,
        name,
        mode: flags.remove ? 'remove' : flags.write || flags['dry-run'] ? 'write' : 'print',
        dryRun: flags['dry-run'],
        yes: flags.yes,
        ...(flags.scope !== undefined && { scope: flags.scope }),
        ...(flags.file !== undefined && { file: flags.file }),
        server: {
          ...(project !== undefined && { project }),
          ...(flags.image !== undefined && { image: flags.image }),
          ...(flags.url !== undefined && { url: flags.url }),
          ...(flags.transport !== undefined && { transport: flags.transport }),
          ...(flags.docker !== undefined && { docker: flags.docker }),
          ...(flags['env-file'] !== undefined && { environmentFile: flags['env-file'] }),
          headers: headersOfFlags(flags['header-env'] ?? [], flags['bearer-env']),
        },
        machine: this.machine(context, project?.directory),
        now: new Date(),
      },
      context,
    );
    const { clientDocument, presentClient } = presentation;
    await this.show(context, clientDocument(result, this.config.version), (options) => presentClient(result, options));
  }

  private async show(
    { environment }: Context,
    document: object,
    text: (options: { colour: boolean; symbols: boolean }) => string,
  ): Promise<void> {
    if (this.flags.json) return this.publish({ text: JSON.stringify(document), exitCode: 0 });
    const { coloured, withSymbols } = await import('../cli/present-report.js');
    this.publish({
      text: text({ colour: coloured(process.stdout), symbols: withSymbols(false, environment) }),
      exitCode: 0,
    });
  }
}

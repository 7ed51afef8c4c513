import type { MakeGroup, MakeTarget } from './make-target.js';

const entry = (name: string, client: string, title: string): MakeTarget => ({
  name,
  help: `The entry of this server for ${title}`,
  recipe: () => [`@$(MCP_DOCK) client ${client}`],
});

export const clients: MakeGroup = {
  title: 'Clients',
  targets: [
    {
      name: 'clients',
      help: 'MCP clients that are known, and which are on this machine',
      recipe: () => ['@$(MCP_DOCK) client'],
    },
    entry('claude-config', 'claude-desktop', 'Claude Desktop'),
    entry('claude-code-config', 'claude-code', 'Claude Code'),
    entry('cursor-config', 'cursor', 'Cursor'),
    entry('vscode-config', 'vscode', 'VS Code'),
    {
      name: 'stdio',
      help: 'Serve one client on standard input and output',
      recipe: ({ stdioService = '', production }) => [
        `@$(${production ? 'PRODUCTION' : 'STACK'}) run --rm --no-TTY ${stdioService}`,
      ],
      when: ({ stdioService }) => stdioService !== undefined,
    },
  ],
};

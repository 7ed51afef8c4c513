import type { MakeGroup, MakeTarget } from './make-target.js';

/** Keys of `.env` count for the container that a client starts; files of AWS are mounted where Compose runs the server. */
const AWS_ENTRY = ' $(if $(filter 1,$(MOUNT_AWS)),--transport http,$(if $(wildcard .env),--env-file .env))';

const entry = (name: string, client: string, title: string): MakeTarget => ({
  name,
  help: `The entry of this server for ${title}`,
  recipe: ({ aws }) => [`@$(MCP_DOCK) client ${client}${aws ? AWS_ENTRY : ''}`],
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
      // Compose would replace services that run already with other files, and cut the requests of others.
      recipe: ({ stdioService = '', backend }) => [
        `@$(STACK) run --rm${backend === undefined ? '' : ' --no-deps'} --no-TTY ${stdioService}`,
      ],
      when: ({ stdioService }) => stdioService !== undefined,
    },
  ],
};

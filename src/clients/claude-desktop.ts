import { defineClient } from './define-client.js';

/** After https://modelcontextprotocol.io/docs/develop/connect-local-servers, which names macOS and Windows. */
export default defineClient({
  id: 'claude-desktop',
  title: 'Claude Desktop',
  docs: [
    'https://modelcontextprotocol.io/docs/develop/connect-local-servers',
    'https://support.claude.com/en/articles/11175166-getting-started-with-custom-connectors-using-remote-mcp',
  ],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: {
    user: {
      darwin: '~/Library/Application Support/Claude/claude_desktop_config.json',
      win32: '${APPDATA:-~/AppData/Roaming}/Claude/claude_desktop_config.json',
    },
  },
  graphical: true,
  stdio: ({ command, args }) => ({ command, args }),
  withoutHttp:
    'its file takes programs only. Add a server that the internet can reach under Settings, Connectors; for one on this machine use --transport stdio.',
  headersIn: [],
  reload: 'Quit Claude Desktop, not only its window, and start it again.',
  limits: [
    'No HTTP entries in the file: remote servers are connectors, which Anthropic reaches from its own network.',
    'No file for Linux is documented.',
  ],
});

import { defineClient, referencing } from './define-client.js';

/** After https://docs.windsurf.com/windsurf/cascade/mcp: one file, `serverUrl`, and `${env:NAME}` in headers. */
export default defineClient({
  id: 'windsurf',
  title: 'Windsurf',
  docs: ['https://docs.windsurf.com/windsurf/cascade/mcp'],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: { user: '~/.codeium/windsurf/mcp_config.json' },
  graphical: true,
  stdio: ({ command, args }) => ({ command, args }),
  http: ({ url, headers }) => ({ serverUrl: url, ...referencing(headers, (variable) => `\${env:${variable}}`) }),
  headersIn: ['user'],
  reload: 'Press the refresh button of the MCP servers in the Cascade panel.',
  limits: ['No file of a project.', 'Not more than 100 tools of all servers together.'],
});

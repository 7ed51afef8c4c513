import { defineClient, referencing } from './define-client.js';

/** After https://kiro.dev/docs/mcp/configuration: both files, and `${NAME}` in headers. */
export default defineClient({
  id: 'kiro',
  title: 'Kiro',
  docs: ['https://kiro.dev/docs/mcp/configuration', 'https://kiro.dev/docs/cli/mcp/configuration'],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: { user: '~/.kiro/settings/mcp.json', project: '<project>/.kiro/settings/mcp.json' },
  signs: ['~/.kiro'],
  graphical: true,
  stdio: ({ command, args }) => ({ command, args }),
  http: ({ url, headers }) => ({ url, ...referencing(headers, (variable) => `\${${variable}}`) }),
  headersIn: ['user', 'project'],
  reload: 'Look at the MCP servers of the Kiro panel; Kiro CLI reads the file when a session starts.',
  limits: ['The entry of a project wins over that of the user with the same name.'],
});

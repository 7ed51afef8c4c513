import { defineClient, referencing } from './define-client.js';

/** After https://cursor.com/docs/context/mcp: both files, and `${env:NAME}` in headers. */
export default defineClient({
  id: 'cursor',
  title: 'Cursor',
  docs: ['https://cursor.com/docs/context/mcp'],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: { user: '~/.cursor/mcp.json', project: '<project>/.cursor/mcp.json' },
  graphical: true,
  stdio: ({ command, args }) => ({ type: 'stdio', command, args }),
  http: ({ url, headers }) => ({ url, ...referencing(headers, (variable) => `\${env:${variable}}`) }),
  headersIn: ['user', 'project'],
  reload: 'Switch the server on in the settings under MCP, or restart Cursor.',
  limits: [],
});

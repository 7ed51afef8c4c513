import { defineClient, referencing } from './define-client.js';

/**
 * After https://code.visualstudio.com/docs/copilot/reference/mcp-configuration; the folder of the default profile and
 * `${env:NAME}` after https://code.visualstudio.com/docs/configure/settings and …/docs/reference/variables-reference.
 */
export default defineClient({
  id: 'vscode',
  title: 'VS Code',
  docs: [
    'https://code.visualstudio.com/docs/copilot/reference/mcp-configuration',
    'https://code.visualstudio.com/docs/configure/settings',
    'https://code.visualstudio.com/docs/reference/variables-reference',
  ],
  format: 'jsonc',
  keyPath: ['servers'],
  places: {
    user: {
      linux: '${XDG_CONFIG_HOME:-~/.config}/Code/User/mcp.json',
      darwin: '~/Library/Application Support/Code/User/mcp.json',
      win32: '${APPDATA:-~/AppData/Roaming}/Code/User/mcp.json',
    },
    project: '<project>/.vscode/mcp.json',
  },
  graphical: true,
  stdio: ({ command, args }) => ({ type: 'stdio', command, args }),
  http: ({ url, headers }) => ({ type: 'http', url, ...referencing(headers, (variable) => `\${env:${variable}}`) }),
  headersIn: ['user', 'project'],
  reload: 'Run `MCP: List Servers` from the command palette and start the server.',
  limits: [
    'The file of a profile other than the default one is opened by `MCP: Open User Configuration`; name it with `--file`.',
  ],
});

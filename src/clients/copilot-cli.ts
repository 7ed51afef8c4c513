import { defineClient, referencing } from './define-client.js';

/**
 * After https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers; the places after
 * https://code.visualstudio.com/docs/agents/reference/mcp-configuration, and variables in headers after
 * https://github.com/github/github-mcp-server/blob/main/docs/installation-guides/install-copilot-cli.md.
 */
export default defineClient({
  id: 'copilot-cli',
  title: 'GitHub Copilot CLI',
  docs: [
    'https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers',
    'https://code.visualstudio.com/docs/agents/reference/mcp-configuration',
    'https://github.com/github/github-mcp-server/blob/main/docs/installation-guides/install-copilot-cli.md',
  ],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: { user: '${COPILOT_HOME:-~/.copilot}/mcp-config.json', project: '<project>/.mcp.json' },
  graphical: false,
  stdio: ({ command, args }) => ({ type: 'stdio', command, args, tools: ['*'] }),
  http: ({ url, headers }) => ({
    type: 'http',
    url,
    ...referencing(headers, (variable) => `\${${variable}}`),
    tools: ['*'],
  }),
  headersIn: ['user', 'project'],
  keeps: ['tools'],
  reload: 'Restart Copilot CLI; `/mcp show` lists the server.',
  limits: ['`.mcp.json` of a project is also read by Claude Code.'],
});

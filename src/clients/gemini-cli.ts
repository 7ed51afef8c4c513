import { defineClient, referencing } from './define-client.js';

/**
 * After https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md (`httpUrl` is Streamable HTTP, `url` is
 * SSE) and https://geminicli.com/docs/cli/configuration (variables in every text of settings.json).
 */
export default defineClient({
  id: 'gemini-cli',
  title: 'Gemini CLI',
  docs: [
    'https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md',
    'https://geminicli.com/docs/cli/configuration',
  ],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: { user: '~/.gemini/settings.json', project: '<project>/.gemini/settings.json' },
  graphical: false,
  stdio: ({ command, args }) => ({ command, args }),
  http: ({ url, headers }) => ({ httpUrl: url, ...referencing(headers, (variable) => `\${${variable}}`) }),
  headersIn: ['user', 'project'],
  reload: 'Restart Gemini CLI; `/mcp` shows the server.',
  limits: [],
});

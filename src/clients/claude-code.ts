import { defineClient, referencing } from './define-client.js';

/** After https://code.claude.com/docs/en/mcp: scopes, types, and `${VAR}` in `.mcp.json`. */
export default defineClient({
  id: 'claude-code',
  title: 'Claude Code',
  docs: ['https://code.claude.com/docs/en/mcp'],
  format: 'jsonc',
  keyPath: ['mcpServers'],
  places: { user: '~/.claude.json', project: '<project>/.mcp.json' },
  signs: ['~/.claude'],
  graphical: false,
  stdio: ({ command, args }) => ({ type: 'stdio', command, args }),
  http: ({ url, headers }) => ({ type: 'http', url, ...referencing(headers, (variable) => `\${${variable}}`) }),
  headersIn: ['project'],
  reload: 'Start a new session; `/mcp` shows the server. Servers of a project have to be approved there once.',
  limits: [
    'Variables are documented for `.mcp.json` only, so header values want `--scope project`.',
    'It keeps other things of its own in `~/.claude.json`: end its sessions before that file is written.',
  ],
});

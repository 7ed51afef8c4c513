import type { HeaderFromVariable } from './define-client.js';
import { defineClient } from './define-client.js';

/** After https://github.com/openai/codex/blob/main/docs/config.md and https://developers.openai.com/codex/mcp. */
export default defineClient({
  id: 'codex',
  title: 'Codex',
  docs: ['https://developers.openai.com/codex/mcp', 'https://github.com/openai/codex/blob/main/docs/config.md'],
  format: 'toml',
  keyPath: ['mcp_servers'],
  places: { user: '${CODEX_HOME:-~/.codex}/config.toml', project: '<project>/.codex/config.toml' },
  // The editor extension and the desktop app read the same file as the program of the terminal.
  graphical: true,
  stdio: ({ command, args }) => ({ command, args }),
  http: ({ url, headers }) => ({ url, ...credentials(headers) }),
  headersIn: ['user', 'project'],
  reload: 'Start a new session; `/mcp` shows the server.',
  limits: [
    'A server has 10 s to start (`startup_timeout_sec`): build or pull the image before.',
    'The file of a project counts only where Codex trusts the project.',
  ],
});

/** Codex adds `Bearer` itself, and only to the one token it knows as such. */
function credentials(headers: readonly HeaderFromVariable[]): Readonly<Record<string, unknown>> {
  const token = headers.find(({ name, bearer }) => bearer && name === 'Authorization');
  const others = headers.filter((header) => header !== token);
  return {
    ...(token !== undefined && { bearer_token_env_var: token.variable }),
    ...(others.length > 0 && {
      env_http_headers: Object.fromEntries(others.map(({ name, variable }) => [name, variable])),
    }),
  };
}

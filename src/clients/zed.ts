import { defineClient } from './define-client.js';

/** After https://zed.dev/docs/ai/mcp and https://zed.dev/docs/configuring-zed. */
export default defineClient({
  id: 'zed',
  title: 'Zed',
  docs: ['https://zed.dev/docs/ai/mcp', 'https://zed.dev/docs/configuring-zed'],
  format: 'jsonc',
  keyPath: ['context_servers'],
  places: {
    user: {
      linux: '${XDG_CONFIG_HOME:-~/.config}/zed/settings.json',
      darwin: '~/.config/zed/settings.json',
      win32: '${APPDATA:-~/AppData/Roaming}/Zed/settings.json',
    },
  },
  graphical: true,
  stdio: ({ command, args }) => ({ command, args }),
  http: ({ url }) => ({ url }),
  headersIn: [],
  reload: 'Nothing: Zed reads its settings when they change. The settings of the agent panel show the server.',
  limits: [
    'Headers stand in clear in the settings, so none are written; without them Zed signs in by OAuth.',
    'No servers of a project are documented.',
  ],
});

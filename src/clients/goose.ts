import { defineClient } from './define-client.js';

/** After https://block.github.io/goose/docs/guides/config-files: places and shapes of extensions. */
export default defineClient({
  id: 'goose',
  title: 'goose',
  docs: [
    'https://block.github.io/goose/docs/guides/config-files',
    'https://block.github.io/goose/docs/getting-started/using-extensions',
  ],
  format: 'yaml',
  keyPath: ['extensions'],
  places: {
    user: {
      linux: '~/.config/goose/config.yaml',
      darwin: '~/.config/goose/config.yaml',
      win32: '${APPDATA:-~/AppData/Roaming}/Block/goose/config/config.yaml',
    },
  },
  graphical: true,
  stdio: ({ name, command, args }) => ({
    type: 'stdio',
    name,
    enabled: true,
    cmd: command,
    args,
    env_keys: [],
    envs: {},
    timeout: 300,
  }),
  http: ({ name, url }) => ({
    type: 'streamable_http',
    name,
    enabled: true,
    uri: url,
    headers: {},
    env_keys: [],
    envs: {},
    timeout: 300,
  }),
  headersIn: [],
  keeps: ['enabled', 'env_keys', 'envs', 'timeout'],
  reload: 'Start a new session; `goose info -v` shows the settings.',
  limits: ['Header values stand in clear in the file, so none are written.', 'No file of a project.'],
});

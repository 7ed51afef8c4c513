import check from '../../../../src/checks/compose/stdio-needs-client.js';
import { built, compose, services } from '../../../support/compose-facts.js';
import { settingsFact } from '../../../support/file-facts.js';
import { testCheck } from '../../../support/test-check.js';

const GUESSED = settingsFact({ http: { port: 3000, path: '/mcp' }, stdio: {} }, 'image');
const server = (...lines: string[]) => ({ ...GUESSED, ...compose(services(['server', ...lines])) });
const NO_STDIN =
  'The service "server" speaks stdio and has no stdin_open: the server reads the end of its input and exits';
const STARTED = 'The service "server" speaks stdio, and `docker compose up` starts it with nobody to talk to.';

testCheck(check, {
  pass: [
    {
      name: 'a client that starts it',
      facts: server('command: [stdio]', 'profiles: [stdio]', 'stdin_open: true', 'tty: false', 'restart: "no"'),
    },
    { name: 'an option', facts: server('command: node server.js --stdio', 'profiles: [stdio]', 'stdin_open: true') },
  ],
  fail: [
    {
      name: 'a closed input, again and again',
      facts: server('command: [stdio]', 'profiles: [stdio]', 'restart: always'),
      messages: [`${NO_STDIN}, and \`restart: always\` starts it again and again.`],
    },
    {
      name: 'a variable',
      facts: server('environment: [MCP_TRANSPORT=stdio]'),
      messages: [`${NO_STDIN}.`, STARTED],
      severities: ['error', 'warning'],
    },
    {
      name: 'a variable of the image',
      facts: {
        ...GUESSED,
        ...compose(services(['server', 'build: .']), {
          built: { server: built({ environment: { TRANSPORT: 'stdio' } }) },
        }),
      },
      messages: [`${NO_STDIN}.`, STARTED],
      severities: ['error', 'warning'],
    },
    {
      name: 'what the image does by itself',
      facts: {
        ...GUESSED,
        ...compose(services(['server', 'build: .']), {
          built: { server: built({ command: ['--transport', 'stdio'] }) },
        }),
      },
      messages: [`${NO_STDIN}.`, STARTED],
      severities: ['error', 'warning'],
    },
    {
      name: 'what mcp-dock.yaml says',
      facts: {
        ...settingsFact({ stdio: {} }),
        ...compose(services(['server', 'build: .']), { built: { server: built() } }),
      },
      messages: [`${NO_STDIN}.`, STARTED],
      severities: ['error', 'warning'],
    },
    {
      name: 'the mode that mcp-dock.yaml names',
      facts: {
        ...settingsFact({ stdio: { args: ['mcp'] } }),
        ...compose(services(['backend', 'command: [fastapi]'], ['server', 'command: [mcp]', 'profiles: [mcp]']), {
          built: { backend: built(), server: built() },
        }),
      },
      messages: [`${NO_STDIN}.`],
    },
    {
      name: 'a terminal',
      facts: server('command: [stdio]', 'profiles: [stdio]', 'stdin_open: true', 'tty: true'),
      messages: [
        'The service "server" speaks stdio and has a terminal, which repeats the input and changes line ends.',
      ],
      remedies: ['Write `tty: false`.'],
    },
    {
      name: 'a port',
      facts: server('command: [stdio]', 'profiles: [stdio]', 'stdin_open: true', 'ports: ["3000:3000"]'),
      messages: ['The service "server" speaks stdio and publishes a port, on which nothing listens.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    { name: 'HTTP', facts: server('command: [http]') },
    {
      name: 'HTTP, whatever the image does',
      facts: {
        ...GUESSED,
        ...compose(services(['server', 'build: .', 'command: [--http]']), {
          built: { server: built({ environment: { TRANSPORT: 'stdio' } }) },
        }),
      },
    },
    { name: 'another image', facts: { ...settingsFact({ stdio: {} }), ...compose(services(['db'])) } },
    {
      name: 'both transports',
      facts: {
        ...settingsFact({ stdio: {}, http: { port: 1, path: '/' } }),
        ...compose(services(['server', 'build: .']), { built: { server: built() } }),
      },
    },
  ],
});

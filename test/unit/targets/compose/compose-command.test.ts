import { expect, it } from 'vitest';
import { composeCommand } from '../../../../src/targets/compose/compose-command.js';

const words = ['docker', 'compose'];

it.each([
  [{}, {}, 'docker compose run --rm --no-TTY server'],
  [
    { publish: [3000], dropCapabilities: ['ALL'], noNewPrivileges: true },
    {},
    'docker compose run --rm --no-TTY --publish 127.0.0.1:3000:3000 --cap-drop ALL server',
  ],
  [
    {
      environment: { LEVEL: 'debug', API_TOKEN: 'abc', NOTE: 'see hushhush' },
      user: '1000',
      args: ['a b', 'hushhush'],
    },
    { file: 'stack one.yaml' },
    "docker compose --file 'stack one.yaml' run --rm --no-TTY --user 1000 --env LEVEL=debug --env API_TOKEN --env NOTE server 'a b' '••••••'",
  ],
])('%j', (spec, more, line) => {
  expect(
    composeCommand(
      { imageReference: 'x', labels: {}, ...spec },
      { words, service: 'server', secrets: ['hushhush'], ...more },
    ),
  ).toBe(line);
});

import { expect, it } from 'vitest';
import compose from '../../../src/probes/compose.js';
import { fakeProcesses, probeContext } from '../../support/probe-context.js';

const PLUGIN = 'docker compose version --short';
const ALONE = 'docker-compose version --short';

it.each([
  ['the plugin', { [PLUGIN]: { stdout: '2.40.0\n' } }, { kind: 'plugin', version: '2.40.0' }],
  ['a letter before it', { [PLUGIN]: { stdout: 'v5.0.1' } }, { kind: 'plugin', version: '5.0.1' }],
  [
    'version 1',
    { [PLUGIN]: { exitCode: 1 }, [ALONE]: { stdout: '1.29.2' } },
    { kind: 'standalone', version: '1.29.2' },
  ],
  ['no plugin', { [PLUGIN]: { exitCode: 1, stderr: 'unknown command' } }, { kind: 'none', installed: false }],
  ['no docker', {}, { kind: 'none', problem: 'The docker command is not on the PATH.' }],
  [
    'a plugin that hangs',
    { [PLUGIN]: { exitCode: undefined, timedOut: true } },
    { kind: 'none', problem: '`docker compose version` did not answer within 10 s.' },
  ],
])('finds %s', async (_, answers, expected) => {
  expect(await compose.collect(probeContext({ processes: fakeProcesses(answers) }) as never)).toMatchObject(expected);
});

import { expect, it } from 'vitest';
import type { ContainerSpec } from '../../../src/ports/engine.js';
import { dockerCommand } from '../../../src/targets/docker-command.js';

const image = { imageReference: 'acme/weather:1', labels: { hidden: 'yes' } };

it.each<{ spec: ContainerSpec; command: string }>([
  { spec: image, command: 'docker run --rm acme/weather:1' },
  { spec: { ...image, openStdin: true, args: ['stdio'] }, command: 'docker run --rm -i acme/weather:1 stdio' },
  {
    spec: { ...image, publish: [3000], dropCapabilities: ['ALL'], noNewPrivileges: true },
    command: 'docker run --rm -p 127.0.0.1:3000:3000 --cap-drop ALL --security-opt no-new-privileges acme/weather:1',
  },
  {
    spec: { ...image, environment: { LOG_LEVEL: 'very low', API_TOKEN: 'hunter22' }, args: ["it's"] },
    command: String.raw`docker run --rm --env 'LOG_LEVEL=very low' --env API_TOKEN acme/weather:1 'it'\''s'`,
  },
])('writes $command', ({ spec, command }) => {
  expect(dockerCommand(spec)).toBe(command);
});

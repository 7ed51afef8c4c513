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
  {
    spec: { ...image, environment: { DATABASE_URL: 'postgres://u:hunter2@h/db', HOME_URL: 'https://example.com' } },
    command: 'docker run --rm --env DATABASE_URL --env HOME_URL=https://example.com acme/weather:1',
  },
  {
    spec: { ...image, readOnly: true, tmpfs: ['/tmp'], volumes: ['/app/data'] },
    command: 'docker run --rm --read-only --tmpfs /tmp -v /app/data acme/weather:1',
  },
])('writes $command', ({ spec, command }) => {
  expect(dockerCommand(spec, [])).toBe(command);
});

it.each<{ name: string; environment: Record<string, string>; args: string[]; command: string }>([
  { name: 'a value', environment: { MODE: 'swordfish' }, args: [], command: '--env MODE acme/weather:1' },
  {
    name: 'a part of a value',
    environment: { OPTIONS: '--key=swordfish', PORT: '3000' },
    args: [],
    command: '--env OPTIONS --env PORT=3000 acme/weather:1',
  },
  {
    name: 'a short value',
    environment: { MODE: 'abc', OTHER: 'abcd' },
    args: [],
    command: '--env MODE --env OTHER=abcd acme/weather:1',
  },
  {
    name: 'an argument',
    environment: {},
    args: ['--key=swordfish', 'http'],
    command: "acme/weather:1 '--key=••••••' http",
  },
])('leaves out $name that is known to be secret', ({ environment, args, command }) => {
  expect(dockerCommand({ ...image, environment, args }, ['swordfish', 'abc'])).toBe(`docker run --rm ${command}`);
});

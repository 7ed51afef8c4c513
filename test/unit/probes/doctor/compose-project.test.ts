import { describe, expect, it } from 'vitest';
import { readComposeProject } from '../../../../src/probes/doctor/compose-project.js';
import { folderWith } from '../../../support/probe-context.js';

const portsOf = async (ports: string, files: Record<string, string> = {}, environment: Record<string, string> = {}) => {
  await using folder = await folderWith({ 'compose.yaml': `services:\n  app:\n    ports: ${ports}\n`, ...files });
  return (await readComposeProject(folder.path, environment)).ports.map(({ host, port }) => `${host}:${port}`);
};

describe('the ports that a Compose file wants', () => {
  it.each([
    ['["3000:3000"]', [':3000']],
    ['["127.0.0.1:3001:3000"]', ['127.0.0.1:3001']],
    ['["[::1]:3001:3000"]', ['::1:3001']],
    ['["127.0.0.1:${MCP_PORT:-3000}:3000"]', ['127.0.0.1:3000']],
    ['["${NOWHERE}:3000"]', []],
    ['["$$5:3000"]', []],
    ['["8000-8002:8000-8002/tcp"]', [':8000', ':8001', ':8002']],
    ['["53:53/udp"]', []],
    ['["3000", 3001]', []],
    ['[{ target: 80, published: "8080", host_ip: 127.0.0.1 }]', ['127.0.0.1:8080']],
    ['[{ target: 80, published: 8080, protocol: udp }]', []],
    ['[{ target: 80 }]', []],
    ['["70000:80"]', []],
  ])('%s', async (ports, expected) => {
    expect(await portsOf(ports)).toEqual(expected);
  });

  it('follow .env, and the environment before it', async () => {
    const ports = '["${MCP_PORT:-1}:3000"]';
    expect(await portsOf(ports, { '.env': 'MCP_PORT=4000\n' })).toEqual([':4000']);
    expect(await portsOf(ports, { '.env': 'MCP_PORT=4000\n' }, { MCP_PORT: '5000' })).toEqual([':5000']);
  });

  it('are those of services that start by themselves, of all files that Compose reads', async () => {
    await using folder = await folderWith({
      'compose.yaml':
        'x-a: &a\n  ports: ["1:1"]\nservices:\n  app:\n    <<: *a\n  extra:\n    profiles: [x]\n    ports: ["2:2"]\n',
      'docker-compose.yml': 'services:\n  old:\n    ports: ["3:3"]\n',
      'compose.override.yaml': 'services:\n  app:\n    ports: ["4:4", "1:1"]\n',
    });
    const project = await readComposeProject(folder.path, {});
    expect(project).toMatchObject({ files: ['compose.yaml', 'compose.override.yaml'], services: ['app', 'extra'] });
    expect(project.ports.map(({ port, wantedBy }) => [port, wantedBy])).toEqual([
      [1, 'compose.override.yaml, app'],
      [4, 'compose.override.yaml, app'],
    ]);
  });

  it.each(['services: [', 'services: 3', '', 'services:\n  app:\n'])('are none in %j', async (text) => {
    await using folder = await folderWith({ 'compose.yaml': text });
    expect((await readComposeProject(folder.path, {})).ports).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import project from '../../../src/probes/project.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const DOCKERFILE = 'FROM scratch\n';

it.each([
  ['nothing', {}, { composeFiles: [], services: [], dockerignore: false }],
  [
    'a whole project',
    {
      'mcp-dock.yaml': 'name: x\n',
      Dockerfile: DOCKERFILE,
      '.dockerignore': '',
      'compose.yaml': 'services: { app: {} }',
      'package.json': '{}',
    },
    {
      config: { path: 'mcp-dock.yaml' },
      dockerfile: { path: 'Dockerfile' },
      composeFiles: ['compose.yaml'],
      services: ['app'],
      dockerignore: true,
      runtime: 'node',
    },
  ],
  [
    'broken YAML',
    { 'mcp-dock.yaml': 'name: {' },
    { config: { path: 'mcp-dock.yaml', problem: expect.any(String), line: 1 } },
  ],
  [
    'an unknown key',
    { 'mcp-dock.yaml': 'name: x\nnmae: y\n' },
    { config: { path: 'mcp-dock.yaml', problem: expect.stringContaining('nmae'), line: 2 } },
  ],
  ['a Dockerfile that is none', { Dockerfile: 'FROM x\nRUNN y\n' }, { dockerfile: { path: 'Dockerfile', line: 2 } }],
  [
    'a Dockerfile elsewhere',
    { 'mcp-dock.yaml': 'name: x\nbuild: { dockerfile: docker/Dockerfile }\n', 'docker/Dockerfile': DOCKERFILE },
    { dockerfile: { path: 'docker/Dockerfile' } },
  ],
  ['Python', { 'pyproject.toml': '' }, { runtime: 'python' }],
])('reads %s', async (_, files, expected) => {
  await using folder = await folderWith(files);
  expect(await project.collect(probeContext({ cwd: folder.path }) as never)).toMatchObject(expected);
});

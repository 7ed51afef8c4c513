import { expect, it } from 'vitest';
import accepted from '../../../src/probes/accepted.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const collect = (cwd: string) => accepted.collect(probeContext({ cwd }) as never);

it('reads waivers of the config and of each Dockerfile, with their places', async () => {
  await using folder = await folderWith({
    'mcp-dock.yaml': [
      'name: todo',
      'images: { backend: { build: { dockerfile: backend/Dockerfile } } }',
      'waivers:',
      '  - id: image/oci-labels',
      '    reason: an image of ours alone',
      '    expires: 2027-03-01',
      '    owner: platform',
      '    platform: linux/arm64',
      '    path: Dockerfile',
      '    matches: title',
      '',
    ].join('\n'),
    Dockerfile: 'FROM node:24\n# mcp-dock ignore=DL3008 expires=2027-01-01 -- a\nRUN x\n',
    'backend/Dockerfile': '# mcp-dock ignore=DL3008\nFROM node:24\n',
  });
  await expect(collect(folder.path)).resolves.toEqual({
    readOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u),
    waivers: [
      {
        id: 'image/oci-labels',
        reason: 'an image of ours alone',
        expires: '2027-03-01',
        owner: 'platform',
        platform: 'linux/arm64',
        path: 'Dockerfile',
        matches: 'title',
        source: { uri: 'mcp-dock.yaml', line: 4 },
      },
      {
        id: 'DL3008',
        reason: 'a',
        expires: '2027-01-01',
        source: { uri: 'Dockerfile', line: 2 },
        covers: { dockerfile: 'Dockerfile', image: true, lines: { from: 3, to: 3 } },
      },
    ],
    faults: [{ uri: 'backend/Dockerfile', line: 1, message: 'The waiver of DL3008 has no reason.' }],
  });
});

it.each([
  ['an empty folder', {}],
  ['a config that is not valid', { 'mcp-dock.yaml': 'name: {' }],
  ['a Dockerfile that is none', { Dockerfile: 'mcp-dock ignore \0' }],
])('finds nothing in %s', async (_, files) => {
  await using folder = await folderWith(files);
  await expect(collect(folder.path)).resolves.toMatchObject({ waivers: [], faults: [] });
});

import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { guessedBuilds } from '../../../src/probes/project-files/guessed-builds.js';
import { folderWith } from '../../support/probe-context.js';

const PULLED = 'services:\n  db: { image: "postgres:17" }\n';
const BUILT =
  'services:\n  web: { build: ./web }\n  same: { build: ./web }\n  api: { build: { context: ., dockerfile: api/Dockerfile, target: app } }\n  gone: { build: ./gone }\n  far: { build: /srv }\n  shadow: { build: { context: ., dockerfile: ../../etc/passwd } }\n';

describe('builds that nobody declared', () => {
  it.each<{ name: string; files: Record<string, string>; expected: string[] }>([
    { name: 'none', files: { 'a.txt': '' }, expected: [] },
    { name: 'images that are pulled', files: { 'compose.yaml': PULLED }, expected: [] },
    {
      name: 'the Dockerfile of the folder',
      files: { Dockerfile: 'FROM a:1\n', 'docker/Dockerfile': 'FROM a:1\n' },
      expected: ['Dockerfile .'],
    },
    {
      name: 'those of services',
      files: { 'compose.yaml': BUILT, 'web/Dockerfile': 'FROM a:1\n', 'api/Dockerfile': 'FROM a:1\n' },
      expected: ['web/Dockerfile web web', 'api/Dockerfile . api app'],
    },
    {
      name: 'both',
      files: { 'compose.yaml': BUILT, Dockerfile: 'FROM a:1\n', 'web/Dockerfile': 'FROM a:1\n' },
      expected: ['Dockerfile .', 'web/Dockerfile web web'],
    },
    { name: 'a usual place', files: { 'docker/Dockerfile': 'FROM a:1\n' }, expected: ['docker/Dockerfile .'] },
  ])('are $name', async ({ files, expected }) => {
    await using folder = await folderWith(files);
    const found = await guessedBuilds({ cwd: folder.path, environment: {} });
    expect(
      found.map(({ dockerfile, context, service, target }) =>
        [dockerfile, context.replace(/^\.\/(?=.)/u, ''), service, target].filter((one) => one !== undefined).join(' '),
      ),
    ).toEqual(expected);
  });

  it.each([
    { name: 'has what is copied', at: 'src/a', copy: 'src/a tsconfig.json /app/', context: '../..' },
    { name: 'has only a part of it', at: 'src/a', copy: 'src/a gone.json /app/', context: '.' },
    { name: 'is not asked when the folder has all of it', at: 'src/a', copy: 'own.txt /app/', context: '.' },
    {
      name: 'is not asked for what a stage or a pattern brings',
      at: 'src/a',
      copy: '--from=x src/a /app/',
      context: '.',
    },
    { name: 'has it by chance', at: 'src/a', copy: 'tsconfig.json /app/', context: '.' },
    { name: 'is not asked beyond the repository', at: 'src/b', copy: 'src/a /app/', context: '.' },
  ])('take the folder above as context when it $name', async ({ at, copy, context }) => {
    await using folder = await folderWith({
      'tsconfig.json': '',
      'src/a/own.txt': '',
      'src/b/.git/HEAD': '',
      [`${at}/Dockerfile`]: `FROM a:1\nCOPY ${copy}\n`,
    });
    const [found] = await guessedBuilds({ cwd: join(folder.path, at), environment: {} });
    expect(found).toEqual({ dockerfile: 'Dockerfile', context });
  });
});

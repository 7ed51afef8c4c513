import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partsOf, readBuildSecrets, type BuildSecretsInput } from '../../../src/config/build-secrets.js';
import { folderWith } from '../../support/probe-context.js';

const read = (input: Partial<BuildSecretsInput>) =>
  readBuildSecrets({ flags: [], configured: [], environment: {}, cwd: '/', directory: '/', ...input });

describe('readBuildSecrets', () => {
  it('reads files and variables, of flags and of the config', async () => {
    await using folder = await folderWith({ npmrc: 'token', 'sub/pip.conf': 'index' });
    const found = await read({
      flags: ['id=npmrc,src=npmrc', 'id=TOKEN', 'type=env,id=other,src=TOKEN', 'id=third,env=TOKEN'],
      configured: [
        { id: 'npmrc', file: 'never read: the flag has the word' },
        { id: 'pip', file: 'pip.conf' },
        { id: 'NOT_SET' },
      ],
      environment: { TOKEN: 'hunter2' },
      cwd: folder.path,
      directory: join(folder.path, 'sub'),
    });
    expect(found.map(({ id, from, value }) => [id, from, value.toString()])).toEqual([
      ['npmrc', join(folder.path, 'npmrc'), 'token'],
      ['TOKEN', '$TOKEN', 'hunter2'],
      ['other', '$TOKEN', 'hunter2'],
      ['third', '$TOKEN', 'hunter2'],
      ['pip', join(folder.path, 'sub', 'pip.conf'), 'index'],
    ]);
  });

  it.each([
    ['npmrc=ghp_secret', 'A value never stands on a command line'],
    ['id=', 'is written id=NAME'],
    ['src=file', 'has no id'],
    ['id=a,value=ghp_secret', 'is written id=NAME'],
    ['id=a,src=b,env=C', 'one of the two'],
    ['id=a,type=vault', 'file or env'],
  ])('refuses %s and repeats no value', async (flag, reason) => {
    const failure = await read({ flags: [flag] }).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: 'FLAG_INVALID', message: expect.stringContaining(reason) as string });
    expect((failure as Error).message).not.toContain('ghp_secret');
  });

  it.each([
    { name: 'a variable that is not set', flags: ['id=a'], reason: 'the variable a is not set here' },
    { name: 'a file that is not there', flags: ['id=a,src=nothing'], reason: 'nothing' },
  ])('says that $name cannot be had', async ({ flags, reason }) => {
    await using folder = await folderWith({});
    await expect(read({ flags, cwd: folder.path })).rejects.toMatchObject({
      code: 'SECRET_INVALID',
      details: { reason: expect.stringContaining(reason) as string },
    });
  });

  it('refuses what BuildKit would refuse', async () => {
    await using folder = await folderWith({});
    await writeFile(join(folder.path, 'big'), Buffer.alloc(500_000));
    await expect(read({ flags: ['id=a,src=big'], cwd: folder.path })).rejects.toMatchObject({
      details: { reason: expect.stringContaining('480 KB at most') as string },
    });
  });
});

describe('partsOf', () => {
  it('knows what of a file a log might show', () => {
    const value = Buffer.from('//npm.acme.example/:_authToken=npm_abcdefgh\nregistry=https://npm.acme.example/\nx=1\n');
    const parts = partsOf({ value });
    expect(parts).toContain('npm_abcdefgh');
    expect(parts).toContain(value.toString().trim());
    expect(parts).not.toContain('1');
  });
});

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

  it('goes without what is optional and missing, and says so', async () => {
    await using folder = await folderWith({ npmrc: 'token', folder: '' });
    const notes: string[] = [];
    const found = await read({
      configured: [
        { id: 'npmrc', file: 'npmrc', optional: true },
        { id: 'pip', file: 'nowhere/pip.conf', optional: true },
        { id: 'under', file: 'folder/x', optional: true },
        { id: 'TOKEN', optional: true },
        { id: 'SILENT' },
      ],
      directory: folder.path,
      note: (message) => notes.push(message),
    });
    expect(found.map(({ id }) => id)).toEqual(['npmrc']);
    expect(new Set(notes.map((note) => /secret (\w+):/u.exec(note)?.[1]))).toEqual(new Set(['TOKEN', 'pip', 'under']));
  });

  it.each([{ optional: false }, {}])('refuses a file of the config that is missing and needed: %o', async (given) => {
    await using folder = await folderWith({});
    await expect(
      read({ configured: [{ id: 'a', file: 'nothing', ...given }], directory: folder.path }),
    ).rejects.toMatchObject({
      code: 'SECRET_INVALID',
    });
  });

  it('refuses an optional file that is there and cannot be read', async () => {
    await using folder = await folderWith({ 'sub/x': '' });
    await expect(
      read({ configured: [{ id: 'a', file: 'sub', optional: true }], directory: folder.path }),
    ).rejects.toMatchObject({
      code: 'SECRET_INVALID',
    });
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

  it.each([
    ['[global]\nindex-url = https://me:pass-1@pypi.acme.example/simple\n', 'pass-1'],
    ['https://__token__:pypi-abc@pypi.acme.example/simple', 'pypi-abc'],
    ['https://ghp_token@pypi.acme.example/simple', 'ghp_token'],
    ['machine npm.acme.example password hunter2x login me', 'hunter2x'],
  ])('knows the password of %j by itself', (text, password) => {
    expect(partsOf({ value: Buffer.from(text) })).toContain(password);
  });

  it('leaves the address of a registry readable', () => {
    const value = Buffer.from(
      '@acme:registry=https://npm.acme.example:8443/\n//npm.acme.example:8443/:_authToken=npm_abcdefgh\n',
    );
    const shown = 'GET https://npm.acme.example:8443/@acme%2fx with npm_abcdefgh';
    const masked = partsOf({ value }).reduce((text, part) => text.replaceAll(part, '*'), shown);
    expect(masked).toBe('GET https://npm.acme.example:8443/@acme%2fx with *');
  });
});

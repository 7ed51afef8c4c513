import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryLogins, type HelperRunner } from '../../../src/config/registry-logins.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nobody: HelperRunner = { run: async () => ({ exitCode: undefined, stdout: '' }) };

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('logins of registries', () => {
  it.each([
    ['a pair', { 'ghcr.io': { auth: base64('me:pass:word') } }, 'ghcr.io', { username: 'me', secret: 'pass:word' }],
    [
      'a URL for a key',
      { 'https://reg.example/v1/': { auth: base64('a:b') } },
      'reg.example',
      { username: 'a', secret: 'b' },
    ],
    [
      'Docker Hub by its old name',
      { 'https://index.docker.io/v1/': { auth: base64('a:b') } },
      'registry-1.docker.io',
      { username: 'a', secret: 'b' },
    ],
    ['separate fields', { x: { username: 'a', password: 'b' } }, 'x', { username: 'a', secret: 'b' }],
    ['a token', { x: { auth: base64('a:'), identitytoken: 't' } }, 'x', { username: '<token>', secret: 't' }],
    ['another host', { x: { auth: base64('a:b') } }, 'y', undefined],
    ['an entry that a helper keeps', { x: {} }, 'x', undefined],
  ])('reads %s', async (_, auths, host, expected) => {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths, credsStore: 'desktop' }));
    await expect(registryLogins({ DOCKER_CONFIG: folder }, nobody)(host)).resolves.toEqual(expected);
  });

  it.each([
    ['no file', undefined],
    ['no JSON', '{'],
    ['another shape', '{"auths": 7}'],
  ])('knows nobody with %s', async (_, content) => {
    if (content !== undefined) await writeFile(join(folder, 'config.json'), content);
    await expect(registryLogins({ DOCKER_CONFIG: folder }, nobody)('x')).resolves.toBeUndefined();
  });
});

describe('credential helpers', () => {
  const found = { exitCode: 0, stdout: JSON.stringify({ ServerURL: 'x', Username: 'me', Secret: 'word' }) };
  const config = {
    auths: { 'ghcr.io': { auth: base64('old:file') } },
    credsStore: 'desktop',
    credHelpers: { 'ghcr.io': 'gh' },
  };
  const ask = async (host: string, answer: Awaited<ReturnType<HelperRunner['run']>>, content: object = config) => {
    await writeFile(join(folder, 'config.json'), JSON.stringify(content));
    const asked: unknown[] = [];
    const logins = registryLogins(
      { DOCKER_CONFIG: folder },
      { run: async (command, args, { input }) => (asked.push([command, args, input]), answer) },
    );
    return { login: [await logins(host), await logins(host)][1], asked };
  };

  it.each([
    ['the helper of a host', 'ghcr.io', ['docker-credential-gh', ['get'], 'ghcr.io']],
    ['the common one for all others', 'reg.example', ['docker-credential-desktop', ['get'], 'reg.example']],
    [
      'Docker Hub by its old name',
      'registry-1.docker.io',
      ['docker-credential-desktop', ['get'], 'https://index.docker.io/v1/'],
    ],
  ])('ask %s once, by standard input', async (_, host, call) => {
    expect(await ask(host, found)).toEqual({ login: { username: 'me', secret: 'word' }, asked: [call] });
  });

  it.each([
    ['that knows nobody', { exitCode: 1, stdout: 'credentials not found in native keychain' }],
    ['that is not there', { exitCode: undefined, stdout: '' }],
    ['that says something else', { exitCode: 0, stdout: '{"Username":"me"}' }],
  ])('leave the word to the file: one %s', async (_, answer) => {
    expect((await ask('ghcr.io', answer)).login).toEqual({ username: 'old', secret: 'file' });
  });

  it('are programs of that prefix and nothing else', async () => {
    expect((await ask('x', found, { credsStore: '../evil' })).asked).toEqual([]);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryLogins } from '../../../src/config/registry-logins.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

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
    await expect(registryLogins({ DOCKER_CONFIG: folder })(host)).resolves.toEqual(expected);
  });

  it.each([
    ['no file', undefined],
    ['no JSON', '{'],
    ['another shape', '{"auths": 7}'],
  ])('knows nobody with %s', async (_, content) => {
    if (content !== undefined) await writeFile(join(folder, 'config.json'), content);
    await expect(registryLogins({ DOCKER_CONFIG: folder })('x')).resolves.toBeUndefined();
  });
});

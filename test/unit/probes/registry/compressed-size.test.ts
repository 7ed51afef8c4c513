import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { compressedSize } from '../../../../src/probes/registry/compressed-size.js';

const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const manifest = JSON.stringify({ schemaVersion: 2, layers: [{ size: 100 }, { size: 23 }] });
const index = (...platforms: readonly string[]) =>
  JSON.stringify({
    manifests: platforms.map((platform) => {
      const [os, architecture] = platform.split('/');
      return { digest: digestOf(manifest), platform: { os, architecture } };
    }),
  });

type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A registry that answers as written; resolves to what it was asked. */
async function registry(answer: (request: IncomingMessage, body: string, host: string) => Answer) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'} ${body}`.trim());
      const { status = 200, headers = {}, body: content = '' } = answer(request, body, host);
      response.writeHead(status, headers).end(content);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, asked, [Symbol.asyncDispose]: async () => void server.close() };
}

const sizeOf = (host: string, content: string, given: Partial<Parameters<typeof compressedSize>[0]> = {}) =>
  compressedSize({
    reference: `${host}/acme/todo:1`,
    digest: digestOf(content),
    platform: 'linux/amd64',
    local: true,
    signal: new AbortController().signal,
    ...given,
  });

describe('compressedSize', () => {
  it('is the sum of the layers', async () => {
    await using open = await registry(() => ({ body: manifest }));
    expect(await sizeOf(open.host, manifest)).toBe(123);
    expect(open.asked).toEqual([`GET /v2/acme/todo/manifests/${digestOf(manifest)} -`]);
  });

  it.each([
    ['its platform in an index', index('linux/arm64', 'linux/amd64'), 123],
    ['an index without it', index('linux/arm64'), undefined],
    ['an index with two of it', index('linux/amd64', 'linux/amd64'), undefined],
  ])('reads %s', async (_, content, expected) => {
    await using open = await registry(({ url }) => ({
      body: url?.endsWith(digestOf(content)) === true ? content : manifest,
    }));
    expect(await sizeOf(open.host, content)).toBe(expected);
  });

  it.each<[string, Answer]>([
    ['has other bytes', { body: JSON.stringify({ layers: [{ size: 1 }] }) }],
    ['does not have it', { status: 404 }],
    ['is broken', { status: 500, body: manifest }],
    ['wants what we do not know', { status: 401, headers: { 'www-authenticate': 'Negotiate' } }],
  ])('does not guess when the registry %s', async (_, answer) => {
    await using odd = await registry(() => answer);
    expect(await sizeOf(odd.host, manifest)).toBeUndefined();
  });

  it('logs in where it is asked to', async () => {
    await using closed = await registry(({ headers }) =>
      headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : { body: manifest },
    );
    expect(await sizeOf(closed.host, manifest)).toBeUndefined();
    expect(await sizeOf(closed.host, manifest, { login: { username: 'me', secret: 'word' } })).toBe(123);
    expect(closed.asked.at(-1)).toContain(`Basic ${Buffer.from('me:word').toString('base64')}`);
  });

  it.each([
    ['nobody', undefined, /GET \/token\?service=reg&scope=repository%3Aacme%2Ftodo%3Apull -$/u],
    ['a password', { username: 'me', secret: 'word' }, /GET \/token\?\S+ Basic bWU6d29yZA==$/u],
    ['a token for refreshing', { username: '<token>', secret: 'old' }, /POST \/token - .*refresh_token=old/u],
  ])('gets a token as %s', async (_, login, expected) => {
    await using hub = await registry(({ url, headers }, _body, host) => {
      if (url?.startsWith('/token') === true) return { body: JSON.stringify({ token: 'tkn' }) };
      if (headers.authorization === 'Bearer tkn') return { body: manifest };
      const challenge = `Bearer realm="http://${host}/token",service="reg"`;
      return { status: 401, headers: { 'www-authenticate': challenge } };
    });
    expect(await sizeOf(hub.host, manifest, login === undefined ? {} : { login })).toBe(123);
    expect(hub.asked[1]).toMatch(expected);
  });

  it('asks no loopback address of another machine', async () => {
    await using open = await registry(() => ({ body: manifest }));
    expect(await sizeOf(open.host, manifest, { local: false })).toBeUndefined();
    expect(open.asked).toEqual([]);
  });
});

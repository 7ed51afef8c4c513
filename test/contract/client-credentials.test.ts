import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientCredentialsToken } from '../../src/actions/client-credentials.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { askForToken, metadataPlaces } from '../../src/mcp/authorization-server.js';
import {
  CLIENT,
  startAuthorizationServer,
  TOKEN,
  type AuthorizationServerOptions,
} from '../support/authorization-server.js';

/** What a token endpoint gets of the client, by HTTP Basic and by the body. */
const WRITTEN = new URLSearchParams({ client_secret: CLIENT.secret }).toString();
const SENT = `Basic ${Buffer.from(`${CLIENT.id}:${WRITTEN.slice('client_secret='.length)}`).toString('base64')}, ${WRITTEN}`;

const context = {
  progress: createSilentProgress(),
  toolVersion: '0.0.0-test',
  signal: new AbortController().signal,
};

describe('a token by client credentials', () => {
  it('is not waited for when the run is given up', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const asking = { credentials: CLIENT, issuer, headers: {} };
    const signal = AbortSignal.timeout(50);
    await expect(clientCredentialsToken(asking, { ...context, signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    silent.close();
  });

  it('is found from the server alone: its metadata, the authorization server, the endpoint', async () => {
    await using server = await startAuthorizationServer();
    const asking = { credentials: CLIENT, endpoint: server.protectedUrl, headers: {} };
    expect(await clientCredentialsToken(asking, context)).toBe(TOKEN);
    expect(server.asked).toEqual([
      {
        basic: true,
        form: {
          grant_type: 'client_credentials',
          resource: server.protectedUrl.href,
          scope: 'tasks:read tasks:write',
        },
      },
    ]);
  });

  it.each([
    ['an issuer with a path', { path: '/tenant' }],
    ['OpenID Connect', { place: '/.well-known/openid-configuration' }],
    ['OpenID Connect behind the path', { path: '/t', place: '/t/.well-known/openid-configuration' }],
  ] satisfies [string, AuthorizationServerOptions][])('is asked of %s', async (_, options) => {
    await using server = await startAuthorizationServer(options);
    const issuer = new URL(server.issuer);
    expect(await askForToken({ issuer, credentials: CLIENT })).toEqual({ token: TOKEN, from: issuer.origin });
  });

  it('goes with the secret in the body where only that is taken', async () => {
    await using server = await startAuthorizationServer({
      metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] },
    });
    const asking = { credentials: CLIENT, issuer: server.issuer, resource: 'https://mcp.example.com/mcp', headers: {} };
    expect(await clientCredentialsToken(asking, context)).toBe(TOKEN);
    expect(server.asked[0]).toMatchObject({ basic: false, form: { resource: 'https://mcp.example.com/mcp' } });
  });

  it.each([
    ['a wrong secret', {}, '401, invalid_client: no ••••••.', { ...CLIENT, id: 'other' }],
    ['no metadata', { place: '/elsewhere' }, /^it has no metadata \(\/\.well-known\/oauth-authorization-server 404, /u],
    ['metadata of another issuer', { metadata: { issuer: 'https://other.example.com' } }, /another issuer/u],
    [
      'an endpoint without HTTPS',
      { metadata: { token_endpoint: 'http://198.51.100.7/token' } },
      'its token endpoint http://198.51.100.7 is not reached over HTTPS, so that the secret of the client could be read on the way.',
    ],
    ['no endpoint', { metadata: { token_endpoint: 7 } }, 'its metadata names no token_endpoint.'],
    ['a page', { answer: { status: 200, body: '<html>' } }, '200 with no JSON object.'],
    [
      'words that repeat what was sent',
      { answer: { status: 400, body: JSON.stringify({ error: 'invalid_request', error_description: SENT }) } },
      '400, invalid_request: Basic Y2k6••••••, client_secret=••••••.',
    ],
    ['another type', { answer: { status: 200, body: '{"access_token":"x","token_type":"mac"}' } }, /of the type mac/u],
    [
      'a token that is none',
      { answer: { status: 200, body: String.raw`{"access_token":"x\r\nHost: evil"}` } },
      /characters/u,
    ],
  ] satisfies [string, AuthorizationServerOptions, string | RegExp, typeof CLIENT?][])(
    'is not had with %s, which is said',
    async (_, options, reason, credentials = CLIENT) => {
      await using server = await startAuthorizationServer(options);
      const answer = await askForToken({ issuer: new URL(server.issuer), credentials });
      expect('reason' in answer ? answer.reason : answer.token).toMatch(reason);
    },
  );

  it('sends no secret over plain HTTP to another machine', async () => {
    const answer = await askForToken({ issuer: new URL('http://198.51.100.7'), credentials: CLIENT });
    expect(answer).toEqual({
      reason: 'it is not reached over HTTPS, so that the secret of the client could be read on the way.',
    });
  });

  it.each([
    ['an issuer without HTTPS', () => ({ issuer: 'http://198.51.100.7' }), 'TOKEN_NOT_ISSUED', 4],
    ['an endpoint without HTTPS', ({ issuer }: { issuer: string }) => ({ issuer }), 'TOKEN_NOT_ISSUED', 4],
    ['an issuer that is no address', () => ({ issuer: 'auth.example.com' }), 'FLAG_INVALID', 2],
  ] as const)('ends with one error for %s', async (_, given, code, exitCode) => {
    await using server = await startAuthorizationServer({ metadata: { token_endpoint: 'http://198.51.100.7/token' } });
    const asking = { credentials: CLIENT, endpoint: server.protectedUrl, headers: {}, ...given(server) };
    await expect(clientCredentialsToken(asking, context)).rejects.toMatchObject({ code, exitCode });
    expect(server.asked).toEqual([]);
  });

  it('says what is missing', async () => {
    await using server = await startAuthorizationServer();
    const here = new URL('/nothing', server.protectedUrl);
    await expect(clientCredentialsToken({ credentials: CLIENT, headers: {} }, context)).rejects.toMatchObject({
      code: 'FLAG_INVALID',
    });
    await expect(
      clientCredentialsToken({ credentials: CLIENT, endpoint: here, headers: {} }, context),
    ).rejects.toMatchObject({ code: 'TOKEN_NOT_ISSUED' });
  });

  it.each([
    ['another server', 'https://other.example.com/mcp', undefined],
    ['another path', '/elsewhere', undefined],
    ['no address', 'other', undefined],
    ['another than the declared one', 'https://other.example.com/mcp', 'https://mcp.example.com/mcp'],
  ])('is not asked for where the metadata is that of %s, also at a known issuer', async (_, named, declared) => {
    let resource = named;
    await using server = await startAuthorizationServer({
      resourceMetadata: {
        get resource() {
          return resource;
        },
      },
    });
    if (named.startsWith('/')) resource = new URL(named, server.protectedUrl).href;
    const asking = {
      credentials: CLIENT,
      endpoint: server.protectedUrl,
      issuer: server.issuer,
      headers: {},
      ...(declared === undefined ? {} : { resource: declared }),
    };
    await expect(clientCredentialsToken(asking, context)).rejects.toMatchObject({
      code: 'TOKEN_NOT_ISSUED',
      message: expect.stringContaining(`is that of another resource, ${resource}`) as unknown,
    });
    expect(server.asked).toEqual([]);
  });

  it('does not repeat what the server says back of what it was sent', async () => {
    const headers = { 'X-Api-Key': 'k3y-9fQ2xLw7' };
    const saying = async (resourceMetadata: Readonly<Record<string, unknown>>) => {
      await using server = await startAuthorizationServer({ resourceMetadata });
      const asking = {
        credentials: CLIENT,
        endpoint: server.protectedUrl,
        headers,
      };
      return await clientCredentialsToken(asking, context).then(
        () => 'a token',
        (error: unknown) => String(error),
      );
    };
    const said = [
      await saying({ resource: 'https://other.example.com/k3y-9fQ2xLw7' }),
      await saying({ authorization_servers: [`https://other.example.com/k3y-9fQ2xLw7/${CLIENT.secret}`] }),
    ];
    expect(said).toEqual([
      expect.stringContaining('resource, https://other.example.com/••••••, and'),
      expect.stringContaining('server https://other.example.com/••••••/•••••• at'),
    ]);
  });

  it('is for the declared resource of a server that runs behind another address', async () => {
    const resource = 'https://mcp.example.com/mcp';
    await using server = await startAuthorizationServer({ resourceMetadata: { resource } });
    const asking = { credentials: CLIENT, endpoint: server.protectedUrl, resource, headers: {} };
    expect(await clientCredentialsToken(asking, context)).toBe(TOKEN);
    expect(server.asked[0]).toMatchObject({ form: { resource } });
  });

  it('sends the secret to no other server because the asked one names it, and to that one when a person does', async () => {
    await using idp = await startAuthorizationServer();
    await using server = await startAuthorizationServer({ resourceMetadata: { authorization_servers: [idp.issuer] } });
    const asking = { credentials: CLIENT, endpoint: server.protectedUrl, headers: {} };
    await expect(clientCredentialsToken(asking, context)).rejects.toMatchObject({
      code: 'TOKEN_NOT_ISSUED',
      message: expect.stringContaining(`accept it with --issuer ${idp.issuer}`) as unknown,
    });
    expect(idp.asked).toEqual([]);
    expect(await clientCredentialsToken({ ...asking, issuer: idp.issuer }, context)).toBe(TOKEN);
  });

  it('looks in the order of the specification', () => {
    expect(metadataPlaces(new URL('https://auth.example.com/tenant1')).map(({ href }) => href)).toEqual([
      'https://auth.example.com/.well-known/oauth-authorization-server/tenant1',
      'https://auth.example.com/.well-known/openid-configuration/tenant1',
      'https://auth.example.com/tenant1/.well-known/openid-configuration',
    ]);
  });
});

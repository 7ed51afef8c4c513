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

const context = { progress: createSilentProgress(), toolVersion: '0.0.0-test' };

describe('a token by client credentials', () => {
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
      /not reached over HTTPS/u,
    ],
    ['no endpoint', { metadata: { token_endpoint: 7 } }, 'its metadata names no token_endpoint.'],
    ['a page', { answer: { status: 200, body: '<html>' } }, '200 with no JSON object.'],
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
    expect(answer).toEqual({ reason: 'it is not reached over HTTPS, where a secret can be read on the way.' });
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

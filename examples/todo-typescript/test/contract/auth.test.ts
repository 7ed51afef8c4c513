import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';

import { reply } from '../support/fake-backend.ts';
import { startHttp } from '../support/program.ts';
import type { HttpProgram } from '../support/program.ts';
import { sample } from '../support/samples.ts';
import { LEGACY, post } from '../support/wire.ts';

const RESOURCE = 'https://todo.example.com/mcp';
const ISSUER = 'https://issuer.example.com';

describe('with AUTH_SERVER_URL', () => {
  let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
  let jwk: JWK;
  let keysAnswer = 200;
  let program: HttpProgram;
  const authServer = createServer((request, response) => {
    if (request.url !== '/.well-known/jwks' || keysAnswer !== 200) return reply(response, 500, {});
    reply(response, 200, { keys: [jwk] });
  });

  before(async () => {
    keys = await generateKeyPair('ES256');
    jwk = { ...(await exportJWK(keys.publicKey)), alg: 'ES256' };
    authServer.listen(0, '127.0.0.1');
    await once(authServer, 'listening');
    program = await startHttp({
      AUTH_SERVER_URL: `http://127.0.0.1:${(authServer.address() as AddressInfo).port}`,
      AUTH_ISSUER_URL: ISSUER,
      RESOURCE_SERVER_URL: RESOURCE,
      LOG_LEVEL: 'DEBUG',
    });
  });
  after(async () => {
    authServer.close();
    authServer.closeAllConnections();
    await program[Symbol.asyncDispose]();
  });

  const token = async ({ issuer = ISSUER, audience = RESOURCE, scope = 'user read', expires = '1h' } = {}) =>
    new SignJWT({ scope, client_id: 'tests' })
      .setProtectedHeader({ alg: 'ES256' })
      .setSubject('user-1')
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(expires)
      .sign(keys.privateKey);
  const ask = async (authorization?: string) =>
    post(
      program.url,
      LEGACY,
      'tools/call',
      { name: 'list_tasks', arguments: {} },
      authorization === undefined ? {} : { authorization },
    );

  it('no token gets a challenge that points to the metadata', async () => {
    const { status, headers } = await ask();
    assert.equal(status, 401);
    assert.match(
      headers.get('www-authenticate') ?? '',
      /^Bearer .*resource_metadata="https:\/\/todo\.example\.com\/\.well-known\/oauth-protected-resource\/mcp"/,
    );
  });

  it('the metadata names the resource and who issues tokens for it', async () => {
    const response = await fetch(`${program.url}/.well-known/oauth-protected-resource/mcp`);
    const { resource, authorization_servers, scopes_supported } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual(
      { resource, authorization_servers, scopes_supported },
      { resource: RESOURCE, authorization_servers: [ISSUER], scopes_supported: ['user', 'read'] },
    );
  });

  it('a good token passes, and the log names its subject but not the token', async () => {
    const good = await token();
    assert.equal((await ask(`Bearer ${good}`)).status, 200);
    await program.writes('"user_id":"user-1"');
    assert.ok(!program.stdout.includes(good));
  });

  const refusals: [name: string, options: Parameters<typeof token>[0], status: number, error: RegExp][] = [
    ['another issuer', { issuer: 'https://other.example.com' }, 401, /invalid_token/],
    ['another audience', { audience: 'https://other.example.com' }, 401, /invalid_token/],
    ['an expired token', { expires: '-1h' }, 401, /invalid_token/],
    ['a missing scope', { scope: 'user' }, 403, /insufficient_scope/],
  ];
  for (const [name, options, expected, error] of refusals) {
    it(`${name} gets ${expected}`, async () => {
      const { status, headers } = await ask(`Bearer ${await token(options)}`);
      assert.equal(status, expected);
      assert.match(headers.get('www-authenticate') ?? '', error);
    });
  }

  it('what is not a bearer token gets 401', async () => {
    for (const authorization of ['Basic abc', 'Bearer abc', 'Bearer'])
      assert.equal((await ask(authorization)).status, 401, authorization);
  });

  it('attempts are counted', async () => {
    const body = await (await fetch(`${program.metricsUrl}/metrics`)).text();
    assert.equal(sample(body, 'mcp_auth_attempts_total', { endpoint: '/mcp', result: 'success' }), 1);
    assert.equal(sample(body, 'mcp_auth_attempts_total', { endpoint: '/mcp', result: 'error' }), 8);
    assert.equal(sample(body, 'mcp_auth_duration_seconds_count', { endpoint: '/mcp' }), 9);
  });

  it('health is open and depends on the authorization server', async () => {
    assert.deepEqual(await checks(), [200, { database: 'ok', auth_server: 'ok' }]);
    keysAnswer = 500;
    assert.deepEqual(await checks(), [503, { database: 'ok', auth_server: 'error' }]);
  });

  async function checks(): Promise<[number, unknown]> {
    const response = await fetch(`${program.url}/health`);
    return [response.status, ((await response.json()) as { checks: unknown }).checks];
  }
});

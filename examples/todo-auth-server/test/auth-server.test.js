import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { createApp, DEFAULT_AUDIENCE } from '../src/app.js';
import { LIFETIME_SECONDS, Tokens } from '../src/tokens.js';

const issuer = 'http://127.0.0.1:8080';
const password = 'a-password-of-this-test-alone';
const logged = [];
let now = Date.now();
let base;
const tokens = new Tokens({ issuer, now: () => now });
const log = (message, fields) => logged.push(JSON.stringify([message, fields]));
const server = createServer(createApp({ tokens, issuer, password, log }));

before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

const login = (fields = {}) =>
  fetch(`${base}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: 'ada', password, ...fields }),
  });
const tokenFor = async (fields) => (await (await login(fields)).json()).access_token;
const statusOf = async (token) =>
  (await fetch(`${base}/verify`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('POST /token', () => {
  it('issues a token that the published key explains', async () => {
    const answer = await login();
    assert.equal(answer.status, 200);
    const { access_token, ...rest } = await answer.json();
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, scope: 'user read' });
    const [header, claims, signature] = access_token.split('.');
    const { keys } = await (await fetch(`${base}/.well-known/jwks`)).json();
    const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
    const key = createPublicKey({ key: keys.find((one) => one.kid === kid), format: 'jwk' });
    const signed = Buffer.from(`${header}.${claims}`);
    assert.ok(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')));
    const { iss, sub, aud, scope } = JSON.parse(Buffer.from(claims, 'base64url'));
    assert.deepEqual({ iss, sub, aud, scope }, { iss: issuer, sub: 'ada', aud: DEFAULT_AUDIENCE, scope: 'user read' });
    assert.deepEqual(Object.keys(keys[0]).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  for (const { why, fields, error } of [
    { why: 'a wrong password', fields: { password: `${password}x` }, error: 'invalid_grant' },
    { why: 'no password', fields: { password: '' }, error: 'invalid_grant' },
    { why: 'no name', fields: { username: ' ' }, error: 'invalid_request' },
    { why: 'a name that is none', fields: { username: 'a\nb' }, error: 'invalid_request' },
    { why: 'another grant', fields: { grant_type: 'client_credentials' }, error: 'unsupported_grant_type' },
  ])
    it(`refuses ${why}`, async () => {
      const answer = await login(fields);
      assert.equal(answer.status, 400);
      assert.equal((await answer.json()).error, error);
    });

  it('refuses what is larger than any login, and logs no password', async () => {
    assert.equal((await login({ username: 'x'.repeat(10_000) })).status, 413);
    assert.ok(!logged.join().includes(password));
  });
});

describe('GET /verify', () => {
  it('recognises its own tokens for the frontend, as long as they last', async () => {
    const token = await tokenFor();
    assert.equal(await statusOf(token), 204);
    now += LIFETIME_SECONDS * 1000;
    assert.equal(await statusOf(token), 401);
  });

  it('refuses those of others, for others, or changed', async () => {
    const token = await tokenFor();
    const [header, claims, signature] = token.split('.');
    const other = Buffer.from(JSON.stringify({ sub: 'eve', aud: DEFAULT_AUDIENCE, exp: 9e9 })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const foreign = new Tokens({ issuer }).issue({ subject: 'ada', audience: DEFAULT_AUDIENCE });
    const elsewhere = await tokenFor({ resource: 'http://127.0.0.1:3001/mcp' });
    const refused = [
      `${header}.${other}.${signature}`,
      `${none}.${claims}.`,
      `${header}.${claims}`,
      `${token}.x`,
      foreign,
      elsewhere,
      'x',
    ];
    for (const one of refused) assert.equal(await statusOf(one), 401, one);
    assert.equal((await fetch(`${base}/verify`)).status, 401);
  });
});

it('is healthy, describes itself, and knows nothing else', async () => {
  assert.deepEqual(await (await fetch(`${base}/health`)).json(), { status: 'ok' });
  const about = await (await fetch(`${base}/.well-known/oauth-authorization-server`)).json();
  assert.equal(about.jwks_uri, `${issuer}/.well-known/jwks`);
  assert.equal((await fetch(`${base}/token`)).status, 404);
  assert.equal((await fetch(`${base}/constructor`)).status, 404);
});

import { createHash, timingSafeEqual } from 'node:crypto';

import { LIFETIME_SECONDS } from './tokens.js';

/** Whom a token is for when the request names nobody. */
export const DEFAULT_AUDIENCE = 'todo-frontend';
const LARGEST_BODY = 8 * 1024;
const NAME = /^[\p{L}\p{N}._@ -]{1,64}$/u;

/**
 * Answers every request.
 *
 * @param {{ tokens: import('./tokens.js').Tokens, issuer: string, password: string, log: (message: string, fields?: object) => void }} parts
 * @returns {import('node:http').RequestListener}
 */
export function createApp({ tokens, issuer, password, log }) {
  const routes = {
    'GET /health': () => json(200, { status: 'ok' }),
    'GET /.well-known/jwks': () => json(200, tokens.keys),
    'GET /.well-known/jwks.json': () => json(200, tokens.keys),
    'GET /.well-known/oauth-authorization-server': () => json(200, metadata(issuer)),
    'GET /verify': (request) => {
      const [, token = ''] = /^bearer +(\S+)$/iu.exec(request.headers.authorization ?? '') ?? [];
      const subject = tokens.subjectOf(token, DEFAULT_AUDIENCE);
      return subject === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
        : { status: 204, headers: { 'x-user': encodeURIComponent(subject) } };
    },
    'POST /token': async (request) => {
      const form = new URLSearchParams(await readBody(request));
      if (form.get('grant_type') !== 'password')
        return json(400, { error: 'unsupported_grant_type', error_description: 'Only "password" is known here.' });
      const subject = form.get('username')?.trim() ?? '';
      const audience = form.get('resource') ?? DEFAULT_AUDIENCE;
      if (!NAME.test(subject) || audience.length > 500)
        return json(400, { error: 'invalid_request', error_description: 'A name has 1 to 64 letters and digits.' });
      if (!same(form.get('password') ?? '', password)) {
        log('Login refused');
        return json(400, { error: 'invalid_grant', error_description: 'The password is not right.' });
      }
      log('Token issued', { subject, audience });
      const access_token = tokens.issue({ subject, audience });
      return json(200, { access_token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS, scope: 'user read' });
    },
  };

  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    const route = routes[`${request.method} ${path}`] ?? (() => json(404, { error: 'not_found' }));
    Promise.resolve()
      .then(() => route(request))
      .catch((error) => {
        if (error instanceof TooLargeError) return json(413, { error: 'invalid_request' });
        log('Request failed', { error: String(error) });
        return json(500, { error: 'server_error' });
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, { 'cache-control': 'no-store', ...headers }).end(body);
      });
  };
}

class TooLargeError extends Error {}

async function readBody(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LARGEST_BODY) throw new TooLargeError();
  }
  return text;
}

/** Takes as long for a wrong password as for one that is nearly right. */
function same(given, wanted) {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a, b);
}

const json = (status, value) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const metadata = (issuer) => ({
  issuer,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/.well-known/jwks`,
  grant_types_supported: ['password'],
  response_types_supported: [],
  scopes_supported: ['user', 'read'],
  token_endpoint_auth_methods_supported: ['none'],
});

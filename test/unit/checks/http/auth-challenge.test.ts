import authChallenge from '../../../../src/checks/http/auth-challenge.js';
import type { AuthChallenge } from '../../../../src/model/facts/guards.js';
import { httpSession, settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const ORIGIN = 'http://127.0.0.1:3000';
const PLACE = `${ORIGIN}/.well-known/oauth-protected-resource/mcp`;
const METADATA = {
  url: PLACE,
  named: true,
  resource: `${ORIGIN}/mcp`,
  authorizationServers: ['https://auth.example.com'],
};
const REFUSED = { status: 401, challenge: `Bearer resource_metadata="${PLACE}"` };
const asked = (overrides: Partial<AuthChallenge> = {}): AuthChallenge => ({
  noToken: REFUSED,
  wrongToken: REFUSED,
  metadata: METADATA,
  asked: [{ url: PLACE, answer: '200' }],
  ...overrides,
});
const mcpHttp = httpSession({ authGiven: true });
const declared = settings({ auth: { kind: 'oauth' } });
const facts = (overrides: Partial<AuthChallenge> = {}, more = {}) => ({
  authChallenge: asked(overrides),
  mcpHttp,
  settings: declared,
  ...more,
});
const { metadata: _, ...WITHOUT } = asked({ asked: [{ url: PLACE, answer: '404' }] });

testCheck(authChallenge, {
  pass: [
    { name: 'a challenge with metadata', facts: facts() },
    { name: 'the same, without a word of the project', facts: facts({}, { settings: settings() }) },
    { name: 'a token that is refused in the query', facts: facts({ queryToken: { status: 400 } }) },
    { name: 'a health path that is open', facts: facts({ health: { path: '/health', status: 200 } }) },
    {
      name: 'a resource that covers the endpoint',
      facts: facts({ metadata: { ...METADATA, resource: ORIGIN } }),
    },
    {
      name: 'the public address of a container that was started here',
      facts: facts(
        { metadata: { ...METADATA, resource: 'https://mcp.example.com/mcp' } },
        { mcpHttp: httpSession({ repeat: { start: 'docker run --rm x', url: `${ORIGIN}/mcp` } }) },
      ),
    },
    {
      name: 'a token that is handed out by other means',
      facts: {
        authChallenge: { ...WITHOUT, noToken: { status: 401 }, wrongToken: { status: 401 } },
        mcpHttp,
        settings: settings({ auth: { kind: 'token' } }),
      },
    },
  ],
  fail: [
    {
      name: 'a server that is open although it should not be',
      facts: facts({ noToken: { status: 200 }, wrongToken: { status: 200 } }),
      messages: [
        'The server answers a request without a token with 200, as if it were allowed.',
        'The server answers a request with a wrong token with 200, as if it were allowed.',
      ],
    },
    {
      name: 'an open server that was given a token',
      facts: facts({ noToken: { status: 200 }, wrongToken: { status: 200 } }, { settings: settings() }),
      messages: ['The server answers without a token as well, so that the one which was given protects nothing.'],
      severities: ['warning'],
    },
    {
      name: 'another status',
      facts: facts({ wrongToken: { status: 403 } }),
      messages: ['The server answers a request with a wrong token with 403 where 401 is due.'],
    },
    {
      name: 'a token in the query that is taken',
      facts: facts({ queryToken: { status: 200 } }),
      messages: ['The server takes a token from the query of the address, where logs and histories keep it.'],
    },
    {
      name: 'a 401 that says nothing',
      facts: facts({ ...WITHOUT, metadata: undefined, noToken: { status: 401 } }),
      messages: [
        'The 401 has no WWW-Authenticate header, so a client cannot tell which credentials are wanted.',
        'No protected resource metadata was found, so no client learns where to sign in.',
      ],
    },
    {
      name: 'the same of a server that claims nothing',
      facts: facts({ metadata: undefined, noToken: { status: 401 } }, { settings: settings() }),
      messages: [
        'The 401 has no WWW-Authenticate header, so a client cannot tell which credentials are wanted.',
        'No protected resource metadata was found, so no client learns where to sign in.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'another kind of challenge beside metadata',
      facts: facts({ noToken: { status: 401, challenge: 'Basic realm="x"' } }),
      messages: ['The 401 asks for no bearer token: WWW-Authenticate is Basic realm="x".'],
      severities: ['warning'],
    },
    {
      name: 'metadata of another server',
      facts: facts({
        metadata: { ...METADATA, resource: 'https://other.example.com/mcp', authorizationServers: [] },
      }),
      messages: [
        `The metadata at /.well-known/oauth-protected-resource/mcp names the resource https://other.example.com/mcp, and clients that ask for ${ORIGIN}/mcp refuse that.`,
        'The metadata at /.well-known/oauth-protected-resource/mcp names no authorization_servers.',
      ],
    },
    {
      name: 'metadata without a resource',
      facts: facts({ metadata: { url: PLACE, named: true, authorizationServers: ['http://auth.example.com'] } }),
      messages: [
        'The metadata at /.well-known/oauth-protected-resource/mcp has no `resource`.',
        'The metadata at /.well-known/oauth-protected-resource/mcp names an authorization server without HTTPS: http://auth.example.com.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'a health path behind the token',
      facts: facts({ health: { path: '/health', status: 401 } }),
      messages: ['/health answers 401 without a token.'],
    },
  ],
  unknown: [
    {
      name: 'too many requests, with a wrong token',
      facts: facts({ wrongToken: { status: 429 } }),
      reason: 'A request with a wrong token got 429.',
    },
    {
      name: 'no good moment',
      facts: facts({ noToken: { status: 503 } }),
      reason: 'A request without a token got 503.',
    },
    {
      name: 'no answer to a wrong token',
      facts: facts({ wrongToken: { error: 'no answer within 5.0 s' } }),
      reason: 'A request with a wrong token got no answer within 5.0 s.',
    },
    {
      name: 'no answer',
      facts: facts({ noToken: { error: 'no answer within 5.0 s' } }),
      reason: 'A request without a token got no answer within 5.0 s.',
    },
  ],
});

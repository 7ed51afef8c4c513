import { describe, expect, it } from 'vitest';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { pushFaultOf, type PushFault } from '../../../src/errors/push-fault.js';

it.each<[string, PushFault]>([
  ['no basic auth credentials', 'unauthorized'],
  ['unauthorized: authentication required', 'unauthorized'],
  ['unauthenticated: User cannot be authenticated with the token provided.', 'unauthorized'],
  ['denied: requested access to the resource is denied', 'denied'],
  ['denied: permission_denied: write_package', 'denied'],
  ['error parsing HTTP 403 response body: invalid character', 'denied'],
  ['server message: insufficient_scope: authorization failed', 'insufficient-scope'],
  ['unauthorized: insufficient scope', 'insufficient-scope'],
  ['denied: permission_denied: The token provided does not match expected scopes.', 'insufficient-scope'],
  ['Get "https://r.example/v2/": dial tcp: lookup r.example on 10.0.0.1:53: no such host', 'no-such-host'],
  ['Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused', 'unreachable'],
  ['Get "https://r.example/v2/": context deadline exceeded', 'unreachable'],
  ['Get "https://r.example/v2/": x509: certificate signed by unknown authority', 'tls'],
  ['Get "https://10.0.0.9:5000/v2/": http: server gave HTTP response to HTTPS client', 'tls'],
  ['manifest invalid', 'other'],
])('%s: %s', (reason, fault) => expect(pushFaultOf(reason)).toBe(fault));

describe('PUSH_FAILED', () => {
  const suggestions = (fault: PushFault, reference: string, registry: string) =>
    new McpDockError('PUSH_FAILED', { reference, reason: 'x', fault, registry }).suggestions.join('\n');
  it.each<[PushFault, string, string, RegExp]>([
    ['unauthorized', 'r.example/x:1', 'r.example', /docker login r\.example$/u],
    ['unauthorized', 'acme/x:1', 'docker.io', /docker login$/u],
    ['denied', 'r.example/x:1', 'r.example', /may push to the repository/u],
    ['denied', 'weather:1', 'docker.io', /^Name the image with its registry/u],
    ['denied', 'docker.io/library/weather:1', 'docker.io', /^Name the image with its registry/u],
    ['denied', 'acme/weather:1', 'docker.io', /may push to the repository/u],
    ['insufficient-scope', 'weather:1', 'docker.io', /token that may push[^]*Name the image/u],
    ['no-such-host', 'r.exmaple/x:1', 'r.exmaple', /spelling of r\.exmaple/u],
    ['unreachable', 'r.example/x:1', 'r.example', /r\.example runs/u],
    ['tls', 'r.example:5000/x:1', 'r.example:5000', /certs\.d\/r\.example:5000\/ca\.crt/u],
    ['other', 'r.example/x:1', 'r.example', /mcp-dock doctor/u],
  ])('%s of %s says what to do', (fault, reference, registry, words) => {
    expect(suggestions(fault, reference, registry)).toMatch(words);
  });
});

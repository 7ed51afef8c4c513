import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { chooseMode } from '../src/mode.ts';
import { readSettings, SettingsError } from '../src/settings.ts';
import type { Environment, Settings } from '../src/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'todo-settings-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'token'), 'from-a-file\n');

const BACKEND = { FASTAPI_BASE_URL: 'http://backend:8000', SERVICE_AUTH_TOKEN: 'secret' };

describe('readSettings accepts', () => {
  const rows: [name: string, env: Environment, pick: (settings: Settings) => unknown, expected: unknown][] = [
    [
      'no variable at all',
      {},
      ({ serverName, log, http: { host, port }, storage }) => ({ serverName, log, host, port, storage }),
      {
        serverName: 'todo-mcp-server',
        log: { level: 'INFO', format: 'json' },
        host: '0.0.0.0',
        port: 3000,
        storage: { kind: 'sqlite', path: './data/todo.db' },
      },
    ],
    [
      'empty variables as unset',
      { PORT: '', LOG_FORMAT: ' ', FASTAPI_BASE_URL: '' },
      ({ http, storage }) => [http.port, storage.kind],
      [3000, 'sqlite'],
    ],
    ['MCP_SERVER_PORT', { MCP_SERVER_PORT: '3100' }, ({ http }) => http.port, 3100],
    ['PORT before MCP_SERVER_PORT', { PORT: '4000', MCP_SERVER_PORT: '3100' }, ({ http }) => http.port, 4000],
    ['MCP_LOG_LEVEL before LOG_LEVEL', { MCP_LOG_LEVEL: 'error', LOG_LEVEL: 'DEBUG' }, ({ log }) => log.level, 'ERROR'],
    ['LOG_LEVEL before DEBUG', { LOG_LEVEL: 'WARNING', DEBUG: 'true' }, ({ log }) => log.level, 'WARNING'],
    ['DEBUG', { DEBUG: '1' }, ({ log }) => log.level, 'DEBUG'],
    ['a token without a backend', { SERVICE_AUTH_TOKEN: 'unused' }, ({ storage }) => storage.kind, 'sqlite'],
    [
      'a backend',
      BACKEND,
      ({ storage }) => storage,
      {
        kind: 'backend',
        baseUrl: new URL('http://backend:8000'),
        token: 'secret',
        timeoutMs: 30_000,
        maxRetries: 2,
        checkAtStart: false,
      },
    ],
    [
      'a token from a file',
      { FASTAPI_BASE_URL: 'http://b', SERVICE_AUTH_TOKEN_FILE: join(folder, 'token') },
      ({ storage }) => storage.kind === 'backend' && storage.token,
      'from-a-file',
    ],
    ['STORAGE before FASTAPI_BASE_URL', { ...BACKEND, STORAGE: 'sqlite' }, ({ storage }) => storage.kind, 'sqlite'],
    [
      'default hosts',
      { MCP_SERVER_NAME: 'My-Todo' },
      ({ http }) => http.allowedHosts,
      ['localhost', '127.0.0.1', '[::1]', 'my-todo', 'mcp-server', 'todo'],
    ],
    [
      'own hosts beside loopback',
      { MCP_ALLOWED_HOSTS: 'Todo.example.com, [fd00::1]' },
      ({ http }) => http.allowedHosts,
      ['localhost', '127.0.0.1', '[::1]', 'todo.example.com', '[fd00::1]'],
    ],
    ['default origins', {}, ({ http }) => http.allowedOrigins, ['https://chatgpt.com', 'https://claude.ai']],
    ['a rate', { RATE_LIMIT: '100/minute' }, ({ http }) => http.rateLimit, { requests: 100, windowMs: 60_000 }],
    ['no rate by default', {}, ({ http }) => http.rateLimit, undefined],
    [
      'proxies',
      { FORWARDED_ALLOW_IPS: '10.0.0.0/8' },
      ({ http }) => [http.trustedProxies.has('10.1.2.3'), http.trustedProxies.has('11.1.2.3')],
      [true, false],
    ],
    [
      'authorization',
      { AUTH_SERVER_URL: 'https://auth.example.com/', RESOURCE_SERVER_URL: 'https://todo.example.com/mcp' },
      ({ auth }) => auth,
      {
        jwksUrl: new URL('https://auth.example.com/.well-known/jwks'),
        issuer: 'https://auth.example.com',
        resource: new URL('https://todo.example.com/mcp'),
        requiredScopes: ['user', 'read'],
      },
    ],
  ];
  for (const [name, env, pick, expected] of rows) {
    it(name, () => assert.deepEqual(pick(readSettings(env, 'http')), expected));
  }

  it('metrics by default over HTTP only', () => {
    assert.equal(readSettings({}, 'http').metrics.enabled, true);
    assert.equal(readSettings({}, 'stdio').metrics.enabled, false);
    assert.equal(readSettings({ METRICS_ENABLED: 'true' }, 'stdio').metrics.enabled, true);
    assert.equal(readSettings({ METRICS_ENABLED: 'false' }, 'http').metrics.enabled, false);
  });

  it('the health tool when it is asked for', () => {
    assert.equal(readSettings({}, 'http').healthTool, false);
    assert.equal(readSettings({ ENABLE_HEALTH_TOOL: 'on' }, 'http').healthTool, true);
  });
});

describe('readSettings refuses', () => {
  const rows: [env: Environment, problems: string[]][] = [
    [{ PORT: 'abc' }, ['PORT is "abc"; allowed is a port from 1 to 65535.']],
    [{ MCP_SERVER_PORT: '70000' }, ['MCP_SERVER_PORT is "70000"; allowed is a port from 1 to 65535.']],
    [{ MCP_LOG_LEVEL: 'LOUD' }, ['MCP_LOG_LEVEL is "LOUD"; allowed is one of DEBUG, INFO, WARNING, ERROR.']],
    [{ LOG_FORMAT: 'xml' }, ['LOG_FORMAT is "xml"; allowed is json or text.']],
    [{ DEBUG: 'maybe' }, ['DEBUG is "maybe"; allowed is true or false.']],
    [
      { MCP_ALLOWED_HOSTS: 'https://x' },
      ['MCP_ALLOWED_HOSTS is "https://x"; allowed is a comma-separated list of host names without scheme and port.'],
    ],
    [
      { ALLOWED_ORIGINS: 'example.com' },
      [
        'ALLOWED_ORIGINS is "example.com"; allowed is a comma-separated list of origins such as https://example.com, without a path.',
      ],
    ],
    [
      { RATE_LIMIT: 'often' },
      ['RATE_LIMIT is "often"; allowed is a number per second, minute or hour, such as 100/minute.'],
    ],
    [
      { FORWARDED_ALLOW_IPS: '10.0.0.300' },
      [
        'FORWARDED_ALLOW_IPS is "10.0.0.300"; allowed is a comma-separated list of IP addresses and networks such as 10.0.0.0/8, or *.',
      ],
    ],
    [{ STORAGE: 'disk' }, ['STORAGE is "disk"; allowed is sqlite or backend.']],
    [
      { FASTAPI_BASE_URL: 'backend:8000', SERVICE_AUTH_TOKEN: 'x' },
      ['FASTAPI_BASE_URL is "backend:8000"; allowed is an http or https URL.'],
    ],
    [
      { ...BACKEND, FASTAPI_BASE_URL: 'ftp://user:pass@b' },
      ['FASTAPI_BASE_URL is "ftp://[hidden]@b"; allowed is an http or https URL.'],
    ],
    [
      { ...BACKEND, SERVICE_AUTH_TOKEN: 'two words' },
      ['SERVICE_AUTH_TOKEN is not valid; allowed is letters, digits and any of -._~+/=.'],
    ],
    [{ BACKEND_TIMEOUT: '0' }, ['BACKEND_TIMEOUT is "0"; allowed is a number of seconds above 0, at most 3600.']],
    [
      { FASTAPI_BASE_URL: 'http://b' },
      [
        'SERVICE_AUTH_TOKEN is not set; it is required when tasks are kept by a backend (FASTAPI_BASE_URL or STORAGE is set).',
      ],
    ],
    [
      { STORAGE: 'backend', SERVICE_AUTH_TOKEN: 'x' },
      ['FASTAPI_BASE_URL is not set; it is required when tasks are kept by a backend (STORAGE is "backend").'],
    ],
    [
      { AUTH_SERVER_URL: 'https://a' },
      ['RESOURCE_SERVER_URL is not set; it is required when clients need a token (AUTH_SERVER_URL is set).'],
    ],
    [
      { SERVICE_AUTH_TOKEN_FILE: '/nowhere/token' },
      ['SERVICE_AUTH_TOKEN_FILE is "/nowhere/token", which cannot be read (ENOENT).'],
    ],
    [
      { SERVICE_AUTH_TOKEN: 'x', SERVICE_AUTH_TOKEN_FILE: '/t' },
      ['SERVICE_AUTH_TOKEN and SERVICE_AUTH_TOKEN_FILE are both set; keep one of them.'],
    ],
  ];
  for (const [env, problems] of rows) {
    it(JSON.stringify(env), () => assert.deepEqual(problemsOf(env), problems));
  }

  it('several variables at once, naming each', () => {
    const problems = problemsOf({ PORT: '0', LOG_FORMAT: 'xml', STORAGE: 'backend' });
    assert.deepEqual(
      new Set(problems.map((problem) => problem.split(' ')[0])),
      new Set(['PORT', 'LOG_FORMAT', 'FASTAPI_BASE_URL', 'SERVICE_AUTH_TOKEN']),
    );
  });
});

describe('chooseMode', () => {
  it('prefers the argument, then MCP_TRANSPORT, then http', () => {
    assert.equal(chooseMode('http', 'stdio'), 'http');
    assert.equal(chooseMode(undefined, 'stdio'), 'stdio');
    assert.equal(chooseMode(undefined, 'streamable-http'), 'http');
    assert.equal(chooseMode(undefined, ''), 'http');
  });

  it('lists what is allowed', () => {
    assert.throws(() => chooseMode('sse', undefined), {
      message: 'The mode "sse" is unknown. Use one of: http, stdio.',
    });
    assert.throws(() => chooseMode(undefined, 'sse'), {
      message: 'MCP_TRANSPORT is "sse". Use one of: streamable-http, stdio.',
    });
  });
});

function problemsOf(env: Environment): readonly string[] {
  try {
    readSettings(env, 'http');
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

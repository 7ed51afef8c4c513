import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { LOG_LEVELS } from '../../../../src/checks/env/value-rules.js';
import check from '../../../../src/checks/env/values-valid.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import { entry, environmentFact, projectFact } from '../../../support/host-facts.js';
import { testCheck } from '../../../support/test-check.js';

const project = projectFact({ services: ['mcp-server', 'backend'] });
const set = (key: string, value: string, local = false) => ({
  project,
  environment: environmentFact({ entries: [entry(key, { value, local })] }),
});
/** `LOG_LEVEL` of a project that does not come from mcp-dock. */
const elsewhere = set('LOG_LEVEL', 'warn');
const ours = (value: string) => ({
  project,
  environment: environmentFact({ documentedKeys: ['MCP_LOG_LEVEL'], entries: [entry('LOG_LEVEL', { value })] }),
});

testCheck(check, {
  pass: [
    { name: 'a service as backend', facts: set('FASTAPI_BASE_URL', 'http://backend:8000') },
    { name: 'a port', facts: set('MCP_PORT', '65535') },
    { name: 'a level', facts: set('MCP_LOG_LEVEL', 'Info') },
    { name: 'a level of the server, by its other name', facts: ours('warning') },
    { name: 'a level of another server', facts: elsewhere },
    { name: 'a flag of another server', facts: set('DEBUG', 'express:*') },
    {
      name: 'a value that is not shown',
      facts: { project, environment: environmentFact({ entries: [entry('API_URL')] }) },
    },
    { name: 'a local address of something else', facts: set('PUBLIC_URL', 'http://localhost:3000', true) },
    {
      name: 'a fault that a later line corrects',
      facts: {
        project,
        environment: environmentFact({ entries: [entry('PORT', { value: 'x' }), entry('PORT', { value: '1' })] }),
      },
    },
  ],
  fail: [
    {
      name: 'the container itself as backend',
      facts: set('FASTAPI_BASE_URL', 'http://localhost:8000', true),
      messages: ['FASTAPI_BASE_URL=http://localhost:8000 points at the container itself.'],
    },
    {
      name: 'an address of the container itself that is no URL',
      facts: set('FASTAPI_BASE_URL', '127.0.0.1:8000', true),
      messages: ['FASTAPI_BASE_URL=127.0.0.1:8000 is no URL.'],
    },
    {
      name: 'a host without the beginning of a URL',
      facts: set('FASTAPI_BASE_URL', 'backend:8000'),
      messages: ['FASTAPI_BASE_URL=backend:8000 is no URL.'],
      remedies: ['Write http://backend:8000.'],
    },
    {
      name: 'a flag that is none',
      facts: {
        project,
        environment: environmentFact({
          documentedKeys: ['MCP_LOG_LEVEL'],
          entries: [entry('DEBUG', { value: 'maybe' })],
        }),
      },
      messages: ['DEBUG=maybe is neither true nor false.'],
      remedies: ['Set DEBUG to true or false.'],
    },
    {
      name: 'a level that the server does not know',
      facts: set('MCP_LOG_LEVEL', 'warn'),
      messages: ['MCP_LOG_LEVEL=warn is none of DEBUG, INFO, WARNING, ERROR.'],
    },
    {
      name: 'such a level by its other name',
      facts: ours('CRITICAL'),
      messages: ['LOG_LEVEL=CRITICAL is none of DEBUG, INFO, WARNING, ERROR.'],
    },
    {
      name: 'a format in capitals, which the server does not take',
      facts: set('LOG_FORMAT', 'JSON'),
      messages: ['LOG_FORMAT=JSON is none of json, text.'],
    },
    { name: 'no port', facts: set('MCP_PORT', '99999'), messages: ['MCP_PORT=99999 is no port (1 to 65535).'] },
    { name: 'port 0', facts: set('PORT', '0'), messages: ['PORT=0 is no port (1 to 65535).'] },
    {
      name: 'no URL',
      facts: set('AUTH_SERVER_URL', 'auth.example'),
      messages: ['AUTH_SERVER_URL=auth.example is no URL.'],
      severities: ['warning'],
    },
    {
      name: 'no URL for the bundled server',
      facts: {
        project,
        environment: environmentFact({
          documentedKeys: ['MCP_LOG_LEVEL'],
          entries: [entry('AUTH_SERVER_URL', { value: 'auth.example' })],
        }),
      },
      messages: ['AUTH_SERVER_URL=auth.example is no URL.'],
      severities: ['error'],
    },
    { name: 'no format', facts: set('LOG_FORMAT', 'xml'), messages: ['LOG_FORMAT=xml is none of json, text.'] },
  ],
  notApplicable: [{ name: 'no file', facts: { project, environment: environmentFact({ exists: false }) } }],
});

describe('its fix', () => {
  const local = entry('FASTAPI_BASE_URL', { local: true, value: 'http://localhost:8000' });
  const conflict = { line: 2, key: 'FASTAPI_BASE_URL', kind: 'conflict', message: '' };
  it.each([
    ['a service is the backend', project, environmentFact({ entries: [local] }), 'env/values-valid'],
    ['no service is the backend', projectFact(), environmentFact({ entries: [local] }), undefined],
    ['two lines disagree', project, environmentFact({ entries: [local], problems: [conflict] }), undefined],
  ])('is offered only where it can mend: %s', (_, of, environment, fix) => {
    const { findings } = runCheck(check, {
      environment: { status: 'known', value: environment },
      project: { status: 'known', value: of },
    });
    expect(findings.map((finding) => finding.fix)).toEqual([fix]);
  });
});

it('knows the levels of the bundled server and no others', async () => {
  const source = await readFile(new URL('../../../../examples/todo-typescript/src/log.ts', import.meta.url), 'utf8');
  const list = /LOG_LEVELS = \[(.+)\]/u.exec(source)?.[1] ?? '';
  expect([...list.matchAll(/'(\w+)'/gu)].map(([, level]) => level)).toEqual([...LOG_LEVELS]);
});

describe('what the bundled server takes', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['DEBUG', ['true', 'Off', '1', 'maybe', '2']],
    ['METRICS_ENABLED', ['no', 'perhaps']],
    ['BACKEND_STARTUP_CHECK', ['enabled', 'sure']],
    ['STORAGE', ['sqlite', 'backend', 'postgres', 'SQLite']],
    ['CORS_MAX_AGE', ['0', '86400', '86401', 'a', '1.5', '-1']],
    ['BACKEND_TIMEOUT', ['0.5', '3600', '0', '-4', '3601', '30s']],
    ['BACKEND_MAX_RETRIES', ['0', '10', '11', 'x', '1.5']],
    ['RATE_LIMIT', ['100/minute', '5 / Second', 'lots', '100', '0/hour', '1/day']],
    ['METRICS_PORT', ['9090', '0', '65536', 'x']],
    ['MCP_LOG_LEVEL', ['info', 'WARN']],
    ['LOG_FORMAT', ['json', 'text', 'JSON']],
    ['FASTAPI_BASE_URL', ['http://backend:8000', 'backend:8000', 'backend']],
  ];

  it.each(rows.flatMap(([key, values]) => values.map((value) => ({ key, value }))))(
    '$key=$value is judged as the server judges it',
    async ({ key, value }) => {
      const { Variables } = await import('../../../../examples/todo-typescript/src/variables.js');
      const accepted = Variables.safeParse({ [key]: value }).success;
      const environment = environmentFact({ documentedKeys: ['MCP_LOG_LEVEL'], entries: [entry(key, { value })] });
      const { outcome } = runCheck(check, {
        environment: { status: 'known', value: environment },
        project: { status: 'known', value: project },
      });
      expect(outcome).toBe(accepted ? 'pass' : 'fail');
    },
  );
});

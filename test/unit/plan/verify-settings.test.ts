import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.js';
import { TRANSPORTS_LABEL } from '../../../src/model/tool.js';
import { verifySettings } from '../../../src/plan/verify-settings.js';
import { imageConfig } from '../../support/image-facts.js';

const project = (text: string) => parseConfig(text, 'mcp-dock.yaml', '/project');
const label = (value: unknown) =>
  imageConfig({ labels: { [TRANSPORTS_LABEL]: typeof value === 'string' ? value : JSON.stringify(value) } });

it('reads who may ask, how often, and what is counted', () => {
  const yaml = [
    'name: todo',
    'expect:',
    '  auth: { issuer: https://auth.example.com }',
    '  rateLimit: { requests: 100, env: { RATE_LIMIT: 100/minute } }',
    '  metrics: { port: 9090 }',
  ].join('\n');
  expect(verifySettings({ name: 'x', project: project(yaml) })).toMatchObject({
    auth: { kind: 'oauth', issuer: 'https://auth.example.com' },
    rateLimit: { requests: 100, windowMs: 60_000, env: { RATE_LIMIT: '100/minute' } },
    metrics: { port: 9090, path: '/metrics', names: [] },
  });
});

describe('transports', () => {
  it('are those of the project before those of the label', () => {
    const config = project(
      'name: todo\nserver: { transports: { stdio: { args: [stdio] } }, health: /live, data: [/data] }\n',
    );
    const settings = verifySettings({ name: 'x', project: config, imageConfig: label({ http: { port: 8000 } }) });
    expect(settings).toMatchObject({
      configured: true,
      name: 'todo',
      transports: { stdio: { args: ['stdio'] } },
      transportsFrom: 'config',
      healthPath: '/live',
      dataPaths: ['/data'],
    });
  });

  it('are those of the label where the project has none', () => {
    const image = label({ http: { port: 8000, path: '/', args: ['serve'] }, health: '/health', data: ['/var/data'] });
    expect(verifySettings({ name: 'x', project: project('name: todo\n'), imageConfig: image })).toMatchObject({
      transports: { http: { port: 8000, path: '/', args: ['serve'] } },
      transportsFrom: 'label',
      healthPath: '/health',
      dataPaths: ['/var/data'],
    });
  });

  it.each([
    { name: 'no JSON', value: 'http' },
    { name: 'no transport', value: {} },
    { name: 'a port that is none', value: { http: { port: 99_999 } } },
  ])('ignore a label with $name', ({ value }) => {
    expect(verifySettings({ name: 'x', imageConfig: label(value) }).transportsFrom).toBe('image');
  });

  it.each([
    { exposed: ['9090/tcp', '8000/tcp', '3000/udp'], port: 8000 },
    { exposed: ['7000/tcp', '6000/tcp'], port: 6000 },
    { exposed: [], port: undefined },
  ])('are guessed from $exposed', ({ exposed, port }) => {
    const { transports } = verifySettings({ name: 'x', imageConfig: imageConfig({ exposedPorts: exposed }) });
    expect(transports).toEqual({ stdio: {}, ...(port === undefined ? {} : { http: { port, path: '/mcp' } }) });
  });

  it.each([
    { test: ['CMD', 'node', '-e', "fetch('http://127.0.0.1:3000/health/live')"], path: '/health/live' },
    { test: ['CMD-SHELL', 'curl -f http://localhost:3000/mcp'], path: undefined },
    { test: ['CMD', 'true'], path: undefined },
    { test: ['CMD-SHELL', 'curl -f http://localhost:9090/healthz'], path: undefined },
    { test: ['CMD-SHELL', 'curl -f http://localhost:$PORT/healthz'], path: '/healthz' },
  ])('take the health path from the probe $test', ({ test, path }) => {
    expect(verifySettings({ name: 'x', imageConfig: imageConfig({ healthcheck: { test } }) }).healthPath).toBe(path);
  });

  it('are at the place where a running target was found', () => {
    const found = { port: 4000, path: '/mcp' };
    expect(verifySettings({ name: 'x', imageConfig: label({ http: { path: '/a' }, stdio: {} }), found })).toMatchObject(
      {
        transports: { http: found },
        transportsFrom: 'label',
      },
    );
    expect(verifySettings({ name: 'x', found }).transportsFrom).toBe('target');
    const config = project('name: todo\nserver: { transports: { http: { path: /a }, stdio: {} } }\n');
    expect(verifySettings({ name: 'x', project: config, found })).toMatchObject({
      transports: { http: found },
      declared: { http: { port: 3000, path: '/a' }, stdio: {} },
      transportsFrom: 'config',
    });
  });
});

it('resolves expectations with their lines, and budgets', () => {
  const settings = verifySettings({
    name: 'x',
    project: project(
      [
        'name: todo',
        'expect:',
        '  tools: [a, b]',
        '  calls:',
        '    - { tool: a, expect: { contains: x }, within: 2s }',
        '    - { tool: b, arguments: { id: 1 }, save: { id: $.id } }',
        'budgets: { imageSize: 225MB, stop: 3s }',
      ].join('\n'),
    ),
  });
  expect(settings.expectTools).toEqual({ match: 'exactly', names: ['a', 'b'] });
  expect(settings.calls).toEqual([
    { tool: 'a', arguments: {}, line: 5, expect: [{ contains: 'x' }], withinMs: 2_000 },
    { tool: 'b', arguments: { id: 1 }, line: 6, save: { id: '$.id' } },
  ]);
  expect(settings.budgets).toMatchObject({
    imageSizeBytes: 225e6,
    stopMs: 3_000,
    readyMs: 15_000,
    handshakeMs: 10_000,
  });
});

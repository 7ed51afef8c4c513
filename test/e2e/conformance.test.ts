import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../src/actions/build.js';
import { init } from '../../src/actions/init.js';
import { verify } from '../../src/actions/verify.js';
import { checks } from '../../src/checks/index.js';
import { loadConfig } from '../../src/config/load-config.js';
import { configSchema, type LoadedConfig } from '../../src/config/schema.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Context } from '../../src/ports/context.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { realContext } from '../support/real-context.js';

const LABEL = 'conformance-test';
/** What the settings of the reference servers say, in the words of mcp-dock.yaml. */
const GUARDED = {
  metrics: { port: 9090, names: ['mcp_requests_total', 'mcp_tool_calls_total'] },
  rateLimit: { requests: 25, per: 'minute', env: { RATE_LIMIT: '25/minute' } },
} as const;
const AUTH = { auth: { resource: 'https://mcp.example.com/mcp' } } as const;
const AUTH_ENVIRONMENT = {
  AUTH_SERVER_URL: 'https://auth.example.com',
  RESOURCE_SERVER_URL: 'https://mcp.example.com/mcp',
};
/** A busy machine may take its time. */
const { budgets } = configSchema.parse({ name: 'x', budgets: { readyWarning: '60s', ready: '60s', handshake: '60s' } });
/** Neither has resources, prompts or a level of logging; over both transports every other scenario passes. */
const PASSING = [
  'caching',
  'dns-rebinding-protection',
  'ping',
  'server-initialize',
  'server-session-lifecycle',
  'server-sse-multiple-streams',
  'server-stateless',
  'tools-list',
];

let cwd: string;
let context: Context;

beforeAll(async () => {
  await requireBaseImages(['python:3.13-slim-trixie', 'node:24-bookworm-slim']);
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-conformance-e2e-'));
  context = await realContext(cwd);
}, 600_000);

afterAll(async () => {
  await removeLabelledImages(LABEL);
  await rm(cwd, { recursive: true, force: true });
});

describe.each(['node', 'python-uv'] as const)('the reference server for %s', (runtime) => {
  const name = `conformance-${runtime}`;
  let project: LoadedConfig;

  beforeAll(async () => {
    await init({ directory: name, choices: { name, runtime }, yes: true, dryRun: false, force: false }, context);
    const written = await loadConfig(join(cwd, name));
    if (written === undefined) throw new Error('init wrote no mcp-dock.yaml.');
    const own = configSchema.parse({ name, build: { labels: { [RUN_LABEL]: LABEL }, target: 'runtime' } }).build;
    project = { ...written, config: { ...written.config, budgets, ...(own && { build: own }) } };
    await build(
      { directory: project.directory, project, flags: {}, verbose: false },
      { ...context, cwd: project.directory },
    );
  }, 400_000);

  /** Outcome by check, with the words of those that do not pass. */
  async function outcomes(
    wanted: (id: string) => boolean,
    expected: object,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Record<string, string>> {
    const { config } = project;
    const expect = configSchema.parse({ name, expect: expected }).expect ?? config.expect;
    const { results } = await verify(
      {
        target: { kind: 'project' },
        project: { ...project, config: { ...config, expect } },
        checks: checks.filter(({ id }) => wanted(id)),
        environment,
        headers: {},
        timeoutMs: 170_000,
      },
      { ...context, cwd: project.directory },
    );
    return Object.fromEntries(
      results.map(({ id, outcome, reason, findings: [found] }) => [
        id,
        outcome === 'pass' || outcome === 'not-applicable' ? outcome : `${outcome}: ${reason ?? found?.message}`,
      ]),
    );
  }

  it('passes every scenario of the official suite that is about it, over HTTP and stdio', async () => {
    const told = await outcomes((id) => id.startsWith('conformance/'), {});
    expect(Object.keys(told)).toHaveLength(12);
    expect(told).toMatchObject(Object.fromEntries(PASSING.map((scenario) => [`conformance/${scenario}`, 'pass'])));
    expect(Object.values(told).filter((outcome) => outcome !== 'pass')).toEqual(Array(4).fill('not-applicable'));
  });

  it('has the metrics and the rate limit that it is said to have', async () => {
    const ids = ['http/metrics', 'http/rate-limit', 'mcp/initialize'];
    expect(await outcomes((id) => ids.includes(id), GUARDED)).toEqual(
      Object.fromEntries(ids.map((id) => [id, 'pass'])),
    );
  });

  it('asks for a token as the specification says, once it has an authorization server', async () => {
    const ids = ['http/auth-challenge'];
    expect(await outcomes((id) => ids.includes(id), AUTH, AUTH_ENVIRONMENT)).toEqual({ 'http/auth-challenge': 'pass' });
  });
});

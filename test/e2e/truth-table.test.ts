import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../src/actions/build.js';
import { initPackage } from '../../src/actions/init-package.js';
import { VERIFY_AREAS } from '../../src/actions/verify-areas.js';
import { verify } from '../../src/actions/verify.js';
import { checks } from '../../src/checks/index.js';
import { ofAreas, planChecks } from '../../src/cli/select-checks.js';
import { loadConfig } from '../../src/config/load-config.js';
import { configSchema } from '../../src/config/schema.js';
import type { Result } from '../../src/model/report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Context } from '../../src/ports/context.js';
import { publicServers, type PublicServer } from '../fixtures/public-servers.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { realContext } from '../support/real-context.js';
import { requireBaseImages } from '../support/require-base-images.js';

const SIDE_BY_SIDE = 2;
const LABEL = 'truth-table-test';
const asked = planChecks(ofAreas(checks, VERIFY_AREAS), { profile: 'standard', command: 'verify' }).checks;

/** What a busy machine decides, and not the server, is given time and room. */
const budgets = configSchema.parse({
  name: 'x',
  budgets: {
    running: '60s',
    readyWarning: '60s',
    ready: '60s',
    handshake: '60s',
    healthy: '60s',
    stop: '20s',
    memory: '4GiB',
    idleCpu: 1_000,
    imageSizeWarning: '1GB',
    imageSize: '1GB',
  },
}).budgets;

let cwd: string;
let context: Context;
const told = new Map<string, readonly Result[] | Error>();

beforeAll(async () => {
  await requireBaseImages(['node:24-bookworm-slim', 'python:3.13-slim-trixie']);
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-truth-'));
  context = await realContext(cwd);
  const queue = publicServers.values();
  const worker = async () => {
    for (const server of queue)
      told.set(
        server.name,
        await resultsOf(server).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
      );
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}, 900_000);

afterAll(async () => {
  await removeLabelledImages(LABEL);
  await rm(cwd, { recursive: true, force: true });
});

/** Containerised, built and verified as a person does it. */
async function resultsOf({ name, from, given = {}, token }: PublicServer): Promise<readonly Result[]> {
  const way = { yes: true, dryRun: false, force: false, bin: undefined, constraints: [] };
  const { directory } = await initPackage({ from, directory: `truth-${name}`, given, ...way }, context);
  const written = await loadConfig(directory);
  if (written === undefined) throw new Error('init wrote no mcp-dock.yaml.');
  const labels = configSchema.parse({ name, build: { labels: { [RUN_LABEL]: LABEL } } }).build?.labels ?? {};
  const { config } = written;
  const project = {
    ...written,
    config: { ...config, budgets, ...(config.build && { build: { ...config.build, labels } }) },
  };
  const here = { ...context, cwd: directory };
  await build({ directory, project, flags: {}, verbose: false }, here);
  const target = { kind: 'project' } as const;
  const { results } = await verify(
    {
      target,
      project,
      checks: asked,
      environment: token === undefined ? {} : { [token.variable]: token.value },
      headers: token === undefined ? {} : { Authorization: `Bearer ${token.value}` },
      timeoutMs: 240_000,
    },
    here,
  );
  return results;
}

const WEIGHT = { error: 2, warning: 1, info: 0 };

function worstOf({ findings, severity }: Result): 'error' | 'warning' | 'info' {
  const found = findings.map((finding) => finding.severity ?? severity);
  return found.toSorted((a, b) => WEIGHT[b] - WEIGHT[a])[0] ?? severity;
}

describe('what is said of public servers', () => {
  it.each(publicServers)('$from is true', ({ name, findings }) => {
    const results = told.get(name);
    if (results === undefined || results instanceof Error) throw results ?? new Error('It was not verified.');
    const open = results.filter(({ outcome }) => outcome === 'unknown' || outcome === 'error');
    expect(open.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    const failed = results.filter((result) => result.outcome === 'fail' && worstOf(result) !== 'info');
    const words = failed.map(({ id, findings: [first] }) => `${id}: ${first?.message}`);
    expect(Object.fromEntries(failed.map((result) => [result.id, worstOf(result)])), words.join('\n')).toEqual(
      findings,
    );
    expect(results.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(50);
  });
});

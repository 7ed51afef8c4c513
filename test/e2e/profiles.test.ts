import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { verify, type VerifyOutcome } from '../../src/actions/verify.js';
import { VERIFY_AREAS } from '../../src/actions/verify-areas.js';
import { checks as all } from '../../src/checks/index.js';
import { planRun, settleRun } from '../../src/cli/plan-run.js';
import { ofAreas } from '../../src/cli/select-checks.js';
import { loadConfig } from '../../src/config/load-config.js';
import type { Profile } from '../../src/model/profile.js';
import type { Context } from '../../src/ports/context.js';
import type { Engine } from '../../src/ports/engine.js';
import { readBaseline } from '../../src/actions/baseline.js';
import { folderWith } from '../support/probe-context.js';
import { buildImage, FIXTURES_IMAGE, fixturesDockerfile, nothingIsLeft, realEngine } from '../support/verify-engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await realEngine();
  await buildImage(engine, FIXTURES_IMAGE, fixturesDockerfile);
});
afterEach(() => nothingIsLeft(engine, FIXTURES_IMAGE));

const README = { 'README.md': '# Fixtures\n' };
const config = (file: string, more = '') =>
  [
    'name: fixtures',
    `image: ${FIXTURES_IMAGE}`,
    'server:',
    '  transports:',
    `    http: { args: [/app/${file}, http] }`,
    `    stdio: { args: [/app/${file}, stdio] }`,
    '  health: /health',
    'budgets: { ready: 20s, readyWarning: 15s, running: 10s, healthy: 20s, handshake: 8s, stop: 3s }',
    'checks: { image/oci-labels: off }',
    more,
  ].join('\n');

/** As the command does it: what is asked, the run, and the baseline. */
async function verifyIn(cwd: string, { profile, update = false }: { profile?: Profile; update?: boolean } = {}) {
  const started: string[] = [];
  const counted: Engine = {
    ...engine,
    createContainer: (spec) => {
      started.push(spec.args?.join(' ') ?? '');
      return engine.createContainer(spec);
    },
  };
  const project = await loadConfig(cwd);
  const known = ofAreas(all, VERIFY_AREAS).filter(
    ({ id }) => !/^(?:dockerfile|deps|ignore|image)\/(?!oci-labels)/u.test(id),
  );
  const plan = planRun({ all, known }, { command: 'verify', profile }, project);
  const baseline =
    project?.config.baseline === undefined
      ? undefined
      : await readBaseline(project.config.baseline, cwd, { toBeWritten: update });
  const outcome = await verify(
    {
      target: { kind: 'project' },
      ...(project && { project }),
      checks: plan.checks,
      profile: plan.profile,
      ...(baseline && { baseline }),
      environment: {},
      headers: {},
      timeoutMs: 120_000,
    },
    {
      engine: counted,
      progress: createSilentProgress(),
      signal: new AbortController().signal,
      cwd,
      environment: {},
      toolVersion: '0.0.0',
    } as unknown as Context,
  );
  return { started, ...(await settleRun(outcome, plan, { baseline, update, cwd })) };
}

const withOutcome = ({ results }: Pick<VerifyOutcome, 'results'>, outcome: string) =>
  results.filter((result) => result.outcome === outcome).map(({ id }) => id);

describe('profiles of a good server', () => {
  it('quick starts it once, and says what it left out', async () => {
    await using folder = await folderWith({ ...README, 'mcp-dock.yaml': config('good.ts') });
    const { started, outcome, extra } = await verifyIn(folder.path, { profile: 'quick' });
    expect(started).toEqual([expect.stringContaining('http')]);
    expect([...withOutcome(outcome, 'fail'), ...withOutcome(outcome, 'unknown')]).toEqual([]);
    expect(withOutcome(outcome, 'pass')).toEqual(
      expect.arrayContaining(['lifecycle/stops-on-sigterm', 'mcp/initialize', 'tools/names-valid']),
    );
    expect(extra.notRun).toEqual(
      expect.arrayContaining([
        { id: 'mcp/stdout-clean', because: 'in --profile standard' },
        { id: 'mcp/transports-agree', because: 'in --profile standard' },
        { id: 'image/oci-labels', because: 'off in mcp-dock.yaml' },
      ]),
    );
  });
});

describe('what is accepted of a broken server', () => {
  it('is known after one run, in another one, and no more when it is another finding', async () => {
    await using folder = await folderWith({
      ...README,
      'mcp-dock.yaml': config('prints-to-stdout.ts', 'baseline: known.json'),
    });
    const first = await verifyIn(folder.path, { update: true });
    expect(first.started.length).toBeGreaterThan(1);
    expect(first.extra.baseline).toMatchObject({ path: 'known.json', updated: true, vanished: [] });
    const again = await verifyIn(folder.path);
    expect(withOutcome(again.outcome, 'fail')).toEqual([]);
    expect(withOutcome(again.outcome, 'accepted')).toContain('mcp/stdout-clean');

    await using other = await folderWith({
      ...README,
      'mcp-dock.yaml': config(
        'ignores-sigterm.ts',
        'waivers: [{ id: mcp/stdout-clean, reason: x, expires: 2099-01-01 }, { id: lifecycle/stops-on-sigterm, reason: x, expires: 2099-01-01, platform: linux/mips }]',
      ),
    });
    const { outcome } = await verifyIn(other.path);
    expect(withOutcome(outcome, 'fail')).toEqual(['lifecycle/stops-on-sigterm', 'project/waivers-current']);
    const current = outcome.results.find(({ id }) => id === 'project/waivers-current');
    expect(current?.findings.map(({ message }) => message)).toEqual([
      'Nothing needs the waiver of mcp/stdout-clean any more.',
    ]);
  });
});

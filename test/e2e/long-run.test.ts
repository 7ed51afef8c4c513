import { afterEach, beforeAll, expect, it } from 'vitest';
import { verify } from '../../src/actions/verify.js';
import { VERIFY_AREAS } from '../../src/actions/verify-areas.js';
import { checks } from '../../src/checks/index.js';
import { ofAreas } from '../../src/cli/select-checks.js';
import { parseConfig } from '../../src/config/load-config.js';
import type { Engine } from '../../src/ports/engine.js';
import { cases } from '../fixtures/servers/cases.js';
import { realContext } from '../support/real-context.js';
import { buildImage, fixturesDockerfile, nothingIsLeft, realEngine, testImage } from '../support/verify-engine.js';

const IMAGE = testImage('neighbours');
const BAD_IMAGE = testImage('bad-neighbours');

/** A health check that looks at nothing but a port, of which it takes a listener for an answer; and data where root owns the folder. */
const badDockerfile = [
  fixturesDockerfile,
  `HEALTHCHECK --interval=30s --timeout=5s CMD ["/usr/local/bin/node", "-e", "require('net').connect(3000, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"]`,
  'VOLUME /data',
].join('\n');

const triggersOf = (file: string) => cases.find((one) => one.file === file)?.triggers ?? [];
const OURS = [...triggersOf('bad-neighbour.ts'), ...triggersOf('spins-when-idle.ts')];

let engine: Engine;
beforeAll(async () => {
  engine = await realEngine();
  await buildImage(
    engine,
    IMAGE,
    `${fixturesDockerfile}\nUSER root\nRUN install -d -o 1000 -g 1000 /data\nUSER 1000:1000`,
  );
  await buildImage(engine, BAD_IMAGE, badDockerfile);
});
afterEach(async () => {
  for (const image of [IMAGE, BAD_IMAGE]) await nothingIsLeft(engine, image);
});

async function findingsOf(image: string, file: string, ids: readonly string[]) {
  const config = {
    name: 'fixtures',
    image,
    server: {
      transports: { http: { args: [`/app/${file}`, 'http'] }, stdio: { args: [`/app/${file}`, 'stdio'] } },
      health: '/health',
      data: ['/data'],
    },
    budgets: { ready: '20s', healthy: '20s', handshake: '8s', idleCpu: 15 },
  };
  const { results, collected } = await verify(
    {
      target: { kind: 'project' },
      project: parseConfig(JSON.stringify(config), 'mcp-dock.yaml', '/nowhere'),
      checks: ofAreas(checks, VERIFY_AREAS).filter(({ id }) => ids.includes(id)),
      profile: 'full',
      environment: {},
      headers: {},
      timeoutMs: 120_000,
    },
    { ...(await realContext('/nowhere')), environment: {} },
  );
  return { results, collected };
}

it('a good server loses nothing in the long run, read-only, as another user, frozen and twice', async () => {
  const { results, collected } = await findingsOf(IMAGE, 'good.ts', OURS);
  const told = results
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ id, outcome, reason, findings }) => ({ id, outcome, reason, said: findings[0]?.message }));
  // A log of plain text is no JSON, and need not be.
  expect(told).toEqual([expect.objectContaining({ id: 'logs/json', outcome: 'not-applicable' })]);
  expect(collected.frozen).toMatchObject({ status: 'known', value: { status: 'unhealthy' } });
});

it('a bad neighbour is told everything', async () => {
  const { results } = await findingsOf(BAD_IMAGE, 'bad-neighbour.ts', triggersOf('bad-neighbour.ts'));
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  expect(
    results.filter(({ outcome }) => outcome !== 'fail').map(({ id, outcome, reason }) => ({ id, outcome, reason })),
  ).toEqual([]);
  for (const { findings } of failed) expect(findings[0]?.repro).toBeDefined();
  const said = Object.fromEntries(failed.map(({ id, findings }) => [id, findings.map(({ message }) => message)]));
  const like = (pattern: RegExp) => expect.stringMatching(pattern) as string;
  expect(said).toEqual({
    'fs/arbitrary-uid': [
      like(/EACCES: permission denied, open '\/home\/node\/state\.json' \(--user 1000660000:0\)\.$/u),
    ],
    'fs/read-only-root': [like(/EROFS: read-only file system, open '\/home\/node\/state\.json' \(--read-only/u)],
    'fs/volume-writable': ['The user "1000:1000" cannot write to a fresh volume at /data (server.data).'],
    'health/becomes-unhealthy': [like(/^The health check found nothing wrong \d times after all processes/u)],
    'health/matches-transport': ['Over stdio the server answers, and the image’s health check exits with 1.'],
    'logs/json': [
      '1 of 3 lines of the log are no JSON.',
      '1 of 2 entries of the log have no timestamp, no level, no message.',
    ],
    'logs/start-line': ['None of the 3 lines that the server logged says that it started or where it listens.'],
    'resources/probe-leak': [
      like(/^Each health probe leaves \d+ kB behind, \d+ MB a day at one every 30 s\.$/u),
      like(/^Each session leaves \d+ kB behind\.$/u),
      'Each session leaves 1.0 open files behind.',
    ],
    'scale/replica-safe': [
      'Behind a round robin over two replicas, 2 of 4 requests of one client fail (handshake era): error -32001 "Session not found". Its sessions need a sticky balancer, or a stateless server.',
    ],
  });
  const readOnly = failed.find(({ id }) => id === 'fs/read-only-root');
  expect(readOnly?.findings[0]?.evidence).toContain('added in a plain run: /home/node/state.json');
});

it('a server that spins is told so', async () => {
  const { results } = await findingsOf(IMAGE, 'spins-when-idle.ts', triggersOf('spins-when-idle.ts'));
  expect(results).toMatchObject([{ id: 'resources/cpu-idle', outcome: 'fail' }]);
  expect(results[0]?.findings[0]?.message).toMatch(/^Asked nothing, the server uses \d+ % of a core \(HTTP\)\.$/u);
});

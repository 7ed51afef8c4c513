import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { verify } from '../../src/actions/verify.js';
import { VERIFY_AREAS } from '../../src/actions/verify-areas.js';
import { checks } from '../../src/checks/index.js';
import { parseConfig } from '../../src/config/load-config.js';
import { isInProfile } from '../../src/model/profile.js';
import type { Context } from '../../src/ports/context.js';
import type { Engine } from '../../src/ports/engine.js';
import { cases, expected } from '../fixtures/servers/cases.js';
import {
  buildImage,
  nothingIsLeft,
  FIXTURES_IMAGE,
  fixturesDockerfile,
  realEngine,
  testImage,
} from '../support/verify-engine.js';

/** What only a container shows; all servers are also run as plain processes, where that is enough. */
const NEED_A_CONTAINER = [
  'dies-of-null.ts',
  'keeps-sessions.ts',
  'good.ts',
  'prints-to-stdout.ts',
  'ignores-sigterm.ts',
  'ignores-stdin-end.ts',
  'binds-loopback.ts',
  'never-answers.ts',
  'exits-at-once.ts',
  'exits-on-discover.ts',
  'floods-stdout.ts',
  'answers-ten-megabytes.ts',
  'control-sequences-in-tool-name.ts',
  'prints-secret-to-log.ts',
];

const silent = createSilentProgress();

const ROOT_IMAGE = testImage('fixtures-root');

/** Made up here, so that nobody but the server can have said it. */
const TOKEN = randomBytes(24).toString('base64url');
const PASSWORD = randomBytes(12).toString('hex');
/** Secret by name, as part of an address, and by what it is alone. */
const SECRETS = {
  SERVICE_AUTH_TOKEN: TOKEN,
  DATABASE_URL: `postgres://todo:${PASSWORD}@db/todo`,
  NOTE: `ghp_${randomBytes(18).toString('hex')}`,
};

let engine: Engine;
const context = (): Context =>
  ({
    engine,
    progress: silent,
    signal: new AbortController().signal,
    cwd: '/nowhere',
    environment: {},
    toolVersion: '0.0.0',
  }) as unknown as Context;

beforeAll(async () => {
  engine = await realEngine();
  await buildImage(engine, FIXTURES_IMAGE, fixturesDockerfile);
});

afterEach(async () => {
  await nothingIsLeft(engine, FIXTURES_IMAGE);
});

const running = checks.filter((check) => {
  const area = check.id.slice(0, check.id.indexOf('/'));
  return area !== 'image' && VERIFY_AREAS.includes(area) && isInProfile(check, 'standard') && check.asked === undefined;
});

/** The project file of a server: both eras and modes of it as the case says. */
function projectOf(file: string, modes: readonly string[]) {
  const { expectTools, calls } = expected;
  const transport = (mode: string) => (modes.includes(mode) ? { [mode]: { args: [`/app/${file}`, mode] } } : {});
  const config = {
    name: 'fixtures',
    image: FIXTURES_IMAGE,
    server: { transports: { ...transport('http'), ...transport('stdio') }, health: '/health' },
    expect: {
      tools: expectTools?.names,
      toolsMatch: expectTools?.match,
      calls: calls.map(({ tool, arguments: input, expect: expectation, save }) => ({
        tool,
        arguments: input,
        expect: expectation,
        save,
      })),
    },
    budgets: { ready: '20s', readyWarning: '15s', running: '10s', healthy: '20s', handshake: '8s', stop: '3s' },
  };
  return parseConfig(JSON.stringify(config), 'mcp-dock.yaml', '/nowhere');
}

describe('servers broken on purpose, in containers', () => {
  it.each(cases.filter(({ file, locked }) => NEED_A_CONTAINER.includes(file) && locked !== true))(
    '$file triggers $triggers',
    async ({ file, modes, triggers }) => {
      const outcome = await verify(
        {
          target: { kind: 'project' },
          project: projectOf(file, modes),
          checks: running,
          environment: SECRETS,
          headers: {},
          timeoutMs: 150_000,
        },
        context(),
      );
      const failed = outcome.results.filter((result) => result.outcome === 'fail');
      expect(
        failed
          .map(({ id, findings }) => ({ id, said: findings[0]?.message }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ).toEqual(triggers.toSorted().map((id) => ({ id, said: expect.any(String) as string })));
      expect(outcome.results.filter((result) => result.outcome === 'error')).toEqual([]);
      // Neither results nor saved facts, which hold the command of every run, give a secret away.
      const told = JSON.stringify({ results: outcome.results, facts: outcome.collected });
      for (const secret of [...Object.values(SECRETS), PASSWORD]) expect(told).not.toContain(secret);
      // What a server says never reaches a terminal as it is.
      // oxlint-disable-next-line no-control-regex
      expect(JSON.stringify(outcome.results)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u);
    },
  );

  it.each([
    {
      name: 'that changes its user at the start',
      lines: [
        `ENTRYPOINT ["/usr/local/bin/node", "-e", "process.setgid(1000); process.setuid(1000); process.argv.splice(1, 0, 'x'); import('/app/good.ts')"]`,
        'CMD ["http"]',
      ],
      args: ['http'],
      said: /^The container exited after .*EPERM.* \(--cap-drop ALL, no-new-privileges, http\)\.$/u,
    },
    {
      name: 'whose health check writes where only root with all its rights may',
      lines: [
        'RUN mkdir -m 700 /data && chown 1234 /data',
        `HEALTHCHECK CMD ["/usr/local/bin/node", "-e", "require('fs').writeFileSync('/data/x', '')"]`,
      ],
      args: ['/app/good.ts', 'http'],
      said: /^It answers, but what works in a plain run does not work/u,
    },
  ])('a server $name is not blamed for it in a plain run', async ({ lines, args, said }) => {
    await buildImage(engine, ROOT_IMAGE, [fixturesDockerfile, 'USER root', ...lines].join('\n'));
    const { config, ...project } = projectOf('good.ts', ['http']);
    const outcome = await verify(
      {
        target: { kind: 'project' },
        project: {
          ...project,
          config: {
            ...config,
            image: ROOT_IMAGE,
            server: {
              ...config.server,
              transports: { http: { port: 3000, path: '/mcp', args } },
            } as typeof config.server,
            budgets: { ...config.budgets, healthy: '4s' },
          },
        },
        checks: running,
        environment: {},
        headers: {},
        timeoutMs: 150_000,
      },
      context(),
    );
    const failed = outcome.results.filter((result) => result.outcome === 'fail');
    expect(failed.map(({ id, findings }) => ({ id, said: findings[0]?.message }))).toEqual([
      { id: 'security/runs-hardened', said: expect.stringMatching(said) as string },
    ]);
    await nothingIsLeft(engine, ROOT_IMAGE);
  });

  it('sorts out what an image has that declares nothing', async () => {
    const outcome = await verify(
      {
        target: { kind: 'image', reference: FIXTURES_IMAGE },
        checks: running,
        environment: {},
        headers: {},
        timeoutMs: 150_000,
      },
      context(),
    );
    expect(outcome.results.filter((result) => result.outcome === 'fail')).toEqual([]);
    expect(outcome.collected.mcpStdio).toEqual({
      status: 'not-applicable',
      reason: 'The image seems to have no stdio transport: it declares none, and nothing answered.',
    });
  });
});

import { deepEqual } from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify, type VerifyOutcome } from '../../src/actions/verify.js';
import { checks } from '../../src/checks/index.js';
import { parseConfig } from '../../src/config/load-config.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Context } from '../../src/ports/context.js';
import type { Engine } from '../../src/ports/engine.js';
import { fakeProcesses } from '../support/probe-context.js';
import { realContext } from '../support/real-context.js';
import {
  buildImage,
  FIXTURES_IMAGE,
  fixturesDockerfile,
  nothingIsLeft,
  realEngine,
  testImage,
} from '../support/verify-engine.js';

const WRAPPED = testImage('fixtures-wrapped');

let engine: Engine;
beforeAll(async () => {
  engine = await realEngine();
  await buildImage(engine, FIXTURES_IMAGE, fixturesDockerfile);
});
afterAll(async () => {
  await nothingIsLeft(engine, FIXTURES_IMAGE);
  const resources = await engine.listResources(RUN_LABEL);
  deepEqual(
    resources.filter(({ labels }) => labels['io.mcp-dock.pid'] === String(process.pid)),
    [],
  );
});

interface Asked {
  readonly file: string;
  readonly ids: readonly string[];
  readonly modes?: readonly ('http' | 'stdio')[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly server?: object;
  readonly image?: string;
  readonly processes?: Context['processes'];
}

async function ask({ file, ids, modes = ['stdio'], environment = {}, server = {}, image, processes }: Asked) {
  const transports = Object.fromEntries(modes.map((mode) => [mode, { args: [`/app/${file}`, mode] }]));
  const config = {
    name: 'fixtures',
    image: image ?? FIXTURES_IMAGE,
    server: { transports, ...server },
    budgets: { handshake: '8s', stop: '1s' },
  };
  return verify(
    {
      target: { kind: 'project' },
      project: parseConfig(JSON.stringify(config), 'mcp-dock.yaml', '/nowhere'),
      checks: checks.filter(({ id }) => ids.includes(id)),
      profile: 'full',
      environment,
      headers: {},
      timeoutMs: 120_000,
    },
    { ...(await realContext(import.meta.dirname)), ...(processes && { processes }) },
  );
}

const told = ({ results }: VerifyOutcome) =>
  Object.fromEntries(
    results.map(({ id, outcome, reason, findings }) => [
      id,
      reason ?? (findings.length === 0 ? outcome : findings.map(({ message }) => message)),
    ]),
  );

const ALL = [
  'lifecycle/exits-on-client-kill',
  'lifecycle/entrypoint-keeps-stdin',
  'lifecycle/unknown-mode-exits',
  'lifecycle/no-orphans',
  'start/lists-tools-without-config',
  'start/without-network',
  'start/required-env-named',
];

describe('a good server', () => {
  it('holds in every way, and leaves nothing', async () => {
    const outcome = await ask({
      file: 'needs-token.ts',
      ids: ALL,
      modes: ['http', 'stdio'],
      environment: { API_TOKEN: 'real' },
      server: { requiredEnv: ['API_TOKEN'], env: { API_TOKEN: 'x' } },
    });
    expect(told(outcome)).toEqual(Object.fromEntries(ALL.map((id) => [id, 'pass'])));
    const { lifecycleMatrix } = outcome.collected;
    expect(lifecycleMatrix).toMatchObject({ status: 'known', value: { client: 'docker run' } });
  });

  it('is asked over HTTP under every condition', async () => {
    const outcome = await ask({
      file: 'good.ts',
      modes: ['http'],
      ids: ['start/without-network', 'lifecycle/exits-on-client-kill'],
    });
    expect(told(outcome)).toEqual({
      'start/without-network': 'pass',
      'lifecycle/exits-on-client-kill': 'The image has no stdio transport.',
    });
    const cold = outcome.collected.coldStart;
    expect(cold?.status === 'known' ? cold.value.rows : []).toEqual(
      [
        'as-configured',
        'without-configuration',
        'unreachable-network',
        'read-only',
        'random-user',
        'no-capabilities',
        'without-network',
      ].map(
        (condition) => expect.objectContaining({ condition, firstAnswerMs: expect.any(Number) as number }) as unknown,
      ),
    );
  });

  it('is cut off where there is no docker program', async () => {
    const outcome = await ask({ file: 'good.ts', ids: ['lifecycle/exits-on-client-kill'], processes: fakeProcesses() });
    expect(told(outcome)).toEqual({ 'lifecycle/exits-on-client-kill': 'pass' });
    expect(outcome.collected.lifecycleMatrix).toMatchObject({
      value: { client: 'attach', because: 'There is no docker program here that could be a client.' },
    });
  });
});

describe('an entrypoint that loses stdin', () => {
  it('is told from a server that does not answer', async () => {
    const script = String.raw`printf '#!/bin/sh\n"$@" &\nwait\n' > /app/entrypoint.sh && chmod 755 /app/entrypoint.sh`;
    await buildImage(
      engine,
      WRAPPED,
      fixturesDockerfile
        .replace('USER 1000', `RUN ${script}\nUSER 1000`)
        .replace('ENTRYPOINT ["/usr/local/bin/node"]', 'ENTRYPOINT ["/app/entrypoint.sh", "/usr/local/bin/node"]'),
    );
    const outcome = await ask({ file: 'good.ts', image: WRAPPED, ids: ['lifecycle/entrypoint-keeps-stdin'] });
    expect(told(outcome)).toEqual({
      'lifecycle/entrypoint-keeps-stdin': [
        'The server answers when it is started directly (/usr/local/bin/node /app/good.ts stdio), and not through the entrypoint ["/app/entrypoint.sh","/usr/local/bin/node"].',
      ],
    });
    await nothingIsLeft(engine, WRAPPED);
  });
});

describe('servers broken on purpose', () => {
  it.each<Asked & { said: Record<string, unknown> }>([
    {
      file: 'ignores-stdin-end.ts',
      ids: ['lifecycle/exits-on-client-kill'],
      said: {
        'lifecycle/exits-on-client-kill': [
          'The container still ran 1.0 s after SIGKILL to its client (no --init).',
          'The container still ran 1.0 s after its stdin was closed (with --init).',
          'The container still ran 1.0 s after SIGKILL to its client (with --init).',
        ],
      },
    },
    {
      file: 'ignores-sigterm.ts',
      ids: ['lifecycle/exits-on-client-kill'],
      said: {
        'lifecycle/exits-on-client-kill': [
          'The container still ran 1.0 s after SIGTERM to its client (no --init).',
          'The container still ran 1.0 s after SIGTERM to its client (with --init).',
          'docker stop had to kill the container after 1.0 s (with --init).',
        ],
      },
    },
    {
      file: 'needs-network-at-start.ts',
      ids: ['start/without-network'],
      said: { 'start/without-network': [expect.stringContaining('Without a network: the container exited')] },
    },
    {
      file: 'hides-missing-token.ts',
      ids: ['start/lists-tools-without-config', 'start/required-env-named'],
      environment: { API_TOKEN: 'real' },
      server: { requiredEnv: ['API_TOKEN'], env: { API_TOKEN: 'x' } },
      said: {
        'start/lists-tools-without-config': [
          expect.stringMatching(
            /^Started with made-up values for API_TOKEN, the server lists no tools: the container exited/u,
          ),
        ],
        'start/required-env-named': ['The server ended with code 1 for want of API_TOKEN, and did not name API_TOKEN.'],
      },
    },
    {
      file: 'serves-unknown-modes.ts',
      ids: ['lifecycle/unknown-mode-exits'],
      modes: ['http', 'stdio'],
      said: {
        'lifecycle/unknown-mode-exits': [
          'Started with the mode "no-such-mode", it serves as if that was one; it has http and stdio.',
        ],
      },
    },
  ])('$file is found out', async ({ said, ...asked }) => {
    expect(told(await ask(asked))).toEqual(said);
  });
});

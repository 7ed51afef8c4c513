import { describe, expect, it } from 'vitest';
import type { ProcessResult } from '../../../../src/ports/process-runner.js';
import type { ContainerState, ContainerSummary } from '../../../../src/ports/engine.js';
import { findCompose, lastWordsOf } from '../../../../src/targets/compose/compose-program.js';
import { stageService } from '../../../../src/targets/compose/stage.js';
import { fakeEngine } from '../../../fakes/fake-engine.js';
import { fakeProcesses } from '../../../support/probe-context.js';

const ok: ProcessResult = { exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false };

const summary = (service: string) =>
  ({
    id: `id-${service}`,
    name: service,
    labels: { 'com.docker.compose.service': service },
  }) as unknown as ContainerSummary;

interface Scene {
  readonly condition?: string;
  /** The states of the dependency, one after the other. */
  readonly states?: readonly Partial<ContainerState>[];
  readonly results?: Readonly<Record<string, Partial<ProcessResult>>>;
  readonly services?: readonly string[];
}

async function staged({
  condition = 'service_healthy',
  states = [],
  results = {},
  services = ['db', 'server'],
}: Scene) {
  const ran: string[] = [];
  let asked = 0;
  const engine = fakeEngine({
    listContainers: async () => services.map(summary),
    inspectContainer: async (id) =>
      ({ id, status: 'running', running: true, ...states[Math.min(asked++, states.length - 1)] }) as ContainerState,
    containerLogs: async () => [{ stream: 'stderr', line: 'FATAL: no password hushhush' }],
  });
  const made = await stageService({
    engine,
    compose: {
      async run(args, input) {
        expect(JSON.parse(input ?? '')).toEqual({ name: 'run-1' });
        const [command = ''] = args.slice(4);
        ran.push(args.slice(4).join(' '));
        return { ...ok, ...results[command] };
      },
    },
    byHand: 'docker compose',
    isolated: { file: { name: 'run-1' }, dependencies: ['db'], notes: [] },
    project: 'run-1',
    service: 'server',
    needs: { db: { condition } },
    target: 'compose:server',
    secrets: ['hushhush'],
    patienceMs: 300,
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  return { made, ran };
}

const healthy = (status: 'healthy' | 'unhealthy' | 'starting') => ({
  health: { status, log: [{ exitCode: 7, output: 'refused hushhush\n', endedAt: '' }] },
});

describe('what a service depends on', () => {
  it('is started and waited for before the service is created', async () => {
    expect(await staged({ states: [healthy('starting'), healthy('healthy')] })).toEqual({
      made: 'id-server',
      ran: ['up --detach --no-build --quiet-pull db', 'create --no-build --quiet-pull server'],
    });
  });

  it.each<Scene>([
    { condition: 'service_started', states: [{ running: true }] },
    { condition: 'service_completed_successfully', states: [{}, { running: false, status: 'exited', exitCode: 0 }] },
  ])('may be asked for less: $condition', async (scene) => {
    expect((await staged(scene)).made).toBe('id-server');
  });

  it.each<Scene & { said: RegExp }>([
    {
      states: [{ running: false, status: 'exited', exitCode: 3 }],
      said: /^db, on which it depends, exited with code 3: FATAL: no password •+\.$/u,
    },
    {
      states: [healthy('unhealthy')],
      said: /^db, on which it depends, is unhealthy: its health check ended with code 7 and said refused •+\.$/u,
    },
    { states: [healthy('starting')], said: /^db, on which it depends, is still "starting" after 0\.3 s\.$/u },
    { states: [{}], said: /^db, on which it depends, has no health check to wait for\.$/u },
    {
      condition: 'service_completed_successfully',
      states: [{ running: false, status: 'exited', exitCode: 1 }],
      said: /^db, on which it depends, exited with code 1: /u,
    },
    {
      states: [healthy('healthy')],
      results: { up: { exitCode: 1, stderr: 'Pulling\nError response from daemon: port is taken\n' } },
      said: /^Compose could not start what server depends on: port is taken/u,
    },
    {
      states: [healthy('healthy')],
      results: { create: { exitCode: 1, stderr: 'invalid mount' } },
      said: /^Compose could not create it: invalid mount/u,
    },
    {
      states: [healthy('healthy')],
      services: ['db'],
      said: /^Compose could not create it: there is no container of it/u,
    },
  ])('that is not there is told: $said', async ({ said, ...scene }) => {
    await expect(staged(scene)).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      details: { target: 'compose:server', reason: expect.stringMatching(said) as string },
    });
  });
});

describe('finding Compose', () => {
  const find = (answers: Parameters<typeof fakeProcesses>[0]) =>
    findCompose({ processes: fakeProcesses(answers), cwd: '/', signal: new AbortController().signal });

  it.each([
    [{ 'docker compose version --short': { stdout: 'v2.40.3\n' } }, 'docker compose'],
    [{ 'docker-compose version --short': { stdout: '2.26.1-4\n' } }, 'docker-compose'],
    [
      {
        'docker compose version --short': { exitCode: 1, stderr: 'unknown command' },
        'docker-compose version --short': { stdout: '5.0.2\n' },
      },
      'docker-compose',
    ],
  ])('%j', async (answers, words) => {
    expect((await find(answers)).words.join(' ')).toBe(words);
  });

  it.each([
    [{}, {}],
    [{ 'docker-compose version --short': { stdout: '1.29.2\n' } }, { found: '1.29.2' }],
  ])('%j is none', async (answers, details) => {
    await expect(find(answers)).rejects.toMatchObject({ code: 'COMPOSE_MISSING', details });
  });

  it.each([
    ['', 'it said nothing'],
    [' Container x  Starting\nError response from daemon: no such image: y\n', 'no such image: y'],
    [
      'validating compose.yaml: services.x must be a mapping\n',
      'validating compose.yaml: services.x must be a mapping',
    ],
  ])('its last words in %j', (stderr, words) => {
    expect(lastWordsOf({ stderr })).toBe(words);
  });
});

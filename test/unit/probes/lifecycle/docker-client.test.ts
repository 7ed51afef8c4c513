import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { McpDockError } from '../../../../src/errors/mcp-dock-error.js';
import type { ImageConfig } from '../../../../src/model/facts/image.js';
import type { ContainerState, Engine } from '../../../../src/ports/engine.js';
import type { ProcessRunner } from '../../../../src/ports/process-runner.js';
import { dockerProgram, startDockerClient, untilGone } from '../../../../src/probes/lifecycle/docker-client.js';
import { fakeProcesses } from '../../../support/probe-context.js';
import { staticTarget } from '../../../support/image-target.js';

const signal = new AbortController().signal;

describe('the docker program', () => {
  const target = {
    ...staticTarget('acme/weather:1'),
    imageConfig: { reference: 'acme/weather:1', id: 'sha256:1' } as ImageConfig,
  };
  const ask = 'docker image inspect --format {{.Id}} acme/weather:1';
  it.each([
    { name: 'of this engine is taken', answers: { [ask]: { stdout: 'sha256:1\n' } }, because: undefined },
    {
      name: 'of another engine is not',
      answers: { [ask]: { stdout: 'sha256:2\n' } },
      because: 'The docker program here speaks to another engine.',
    },
    {
      name: 'that fails is not',
      answers: { [ask]: { exitCode: 1 } },
      because: 'The docker program here speaks to another engine.',
    },
    { name: 'may be missing', answers: {}, because: 'There is no docker program here that could be a client.' },
  ])('$name', async ({ answers, because }) => {
    const found = await dockerProgram({ processes: fakeProcesses(answers), environment: {}, target, signal });
    expect('because' in found ? found.because : undefined).toBe(because);
  });
});

it('gives a client its secrets outside its arguments, and removes what it leaves', async () => {
  const seen: { args: readonly string[]; environment: unknown }[] = [];
  const removed: string[] = [];
  const processes = {
    start: async (_: string, args: readonly string[], options: { readonly environment: unknown }) => {
      seen.push({ args, environment: options.environment });
      return {
        stdin: new PassThrough(),
        stdout: new PassThrough(),
        stderr: new PassThrough(),
        exited: Promise.resolve({ exitCode: 0 }),
        outputEnded: Promise.resolve(),
        terminate: () => undefined,
        kill: () => Promise.resolve(),
      };
    },
  } satisfies Pick<ProcessRunner, 'start'>;
  const client = await startDockerClient({
    processes: { ...fakeProcesses(), ...processes },
    engine: { removeContainer: async (id) => void removed.push(id) },
    container: {
      imageReference: 'acme/weather:1',
      labels: { a: 'b' },
      openStdin: true,
      init: true,
      environment: { API_TOKEN: 'hunter22-hunter22', MODE: 'fast' },
      args: ['stdio'],
    },
    name: 'mcp-dock-1',
    secrets: ['hunter22-hunter22'],
    environment: { DOCKER_HOST: 'unix:///x.sock' },
    cwd: '/',
    signal,
  });
  expect(seen).toEqual([
    {
      args: 'run --name mcp-dock-1 --pull never --label a=b --rm -i --init --env API_TOKEN --env MODE=fast acme/weather:1 stdio'.split(
        ' ',
      ),
      environment: { API_TOKEN: 'hunter22-hunter22', DOCKER_HOST: 'unix:///x.sock' },
    },
  ]);
  await client[Symbol.asyncDispose]();
  expect(removed).toEqual(['mcp-dock-1']);
});

describe('untilGone', () => {
  const engine = (...running: (boolean | 'gone')[]): Pick<Engine, 'inspectContainer'> => ({
    inspectContainer: async (container) => {
      const now = running.length > 1 ? running.shift() : running[0];
      if (now === 'gone') throw new McpDockError('CONTAINER_NOT_FOUND', { container });
      return { running: now } as ContainerState;
    },
  });
  it.each([
    { name: 'one that ends', states: [true, false], removal: false, seen: { ended: true, removed: false } },
    {
      name: 'one that is removed',
      states: [true, false, 'gone' as const],
      removal: true,
      seen: { ended: true, removed: true },
    },
    { name: 'one that stays', states: [true], removal: false, seen: { ended: false, removed: false } },
    { name: 'one that ended and stays', states: [false], removal: true, seen: { ended: true, removed: false } },
  ])('sees $name', async ({ states, removal, seen }) => {
    expect(await untilGone(engine(...states), 'c', { withinMs: 120, removal, signal })).toMatchObject(seen);
  });
});

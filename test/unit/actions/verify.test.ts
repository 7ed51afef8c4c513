import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { verify, type VerifyInput } from '../../../src/actions/verify.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { Context } from '../../../src/ports/context.js';
import type { Engine } from '../../../src/ports/engine.js';
import { parseTarget } from '../../../src/targets/parse-target.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { folderWith, probeContext } from '../../support/probe-context.js';
import { fileChecks } from '../../support/static-findings.js';

const LIMIT_MS = 60;
const SLOW_MS = 200;

const image = { ...imageConfig({ reference: 'acme/weather:1' }), environment: [], layers: [], tags: [] };

function run(
  target: string,
  methods: Partial<Engine>,
  signal = new AbortController().signal,
  checks: VerifyInput['checks'] = [],
) {
  const engine = fakeEngine({ listContainers: async () => [], ...methods });
  const context: Context = {
    ...probeContext({ environment: { DOCKER_CONFIG: '/nowhere' } }),
    engine,
    progress: createSilentProgress(),
    prompter: undefined as never,
    signal,
  };
  const input = { target: parseTarget(target), checks, environment: {}, headers: {}, timeoutMs: LIMIT_MS };
  return verify(input, context);
}

/** An image that is here once it was pulled, and a registry on a slow line. */
function slowPull(): Partial<Engine> {
  let here = false;
  return {
    inspectImage: async (reference) => {
      if (!here) throw new McpDockError('IMAGE_NOT_FOUND', { reference });
      return image;
    },
    pullImage: async (_, __, signal) => {
      await delay(SLOW_MS, undefined, { signal });
      here = true;
    },
  };
}

describe('checks of files alone', () => {
  const dead = (): never => {
    throw new McpDockError('ENGINE_UNREACHABLE', {
      endpoint: 'unix:///nowhere',
      tried: [],
      reason: 'not there',
    } as never);
  };

  it('take no engine', async () => {
    await using folder = await folderWith({
      'mcp-dock.yaml': 'name: weather\nserver: { transports: { http: { port: 3000 } } }\n',
      Dockerfile: 'FROM node:24\nEXPOSE 8000\n',
    });
    const project = await loadConfig(folder.path);
    const context: Context = {
      ...probeContext({ cwd: folder.path }),
      engine: fakeEngine({ listContainers: async () => dead(), inspectImage: async () => dead() }),
      progress: createSilentProgress(),
      prompter: undefined as never,
    };
    const input = {
      target: parseTarget(undefined),
      ...(project && { project }),
      checks: fileChecks,
      environment: {},
      headers: {},
      timeoutMs: 5_000,
    };
    const { target, results } = await verify(input, context);
    expect(target).toBe('weather:latest');
    expect(results.find(({ id }) => id === 'dockerfile/expose-matches-port')).toMatchObject({
      outcome: 'fail',
      findings: [
        {
          message: 'The server listens on port 3000, and EXPOSE names 8000.',
          location: { uri: 'Dockerfile', line: 2 },
        },
      ],
    });
    expect(results.map(({ outcome }) => outcome)).not.toContain('unknown');
  });

  it('do not concern an image that the folder has nothing to do with', async () => {
    const { results } = await run('image:acme/weather:1', slowPull(), undefined, fileChecks);
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['not-applicable']));
  });
});

describe('the time limit', () => {
  it('begins when the image is here', async () => {
    await expect(run('image:acme/weather:1', slowPull())).resolves.toMatchObject({ target: 'acme/weather:1' });
  });

  it('does not keep Ctrl-C from ending a pull', async () => {
    const reason = new McpDockError('INTERRUPTED', { cleaned: '' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    const pulling = run('image:acme/weather:1', slowPull(), controller.signal);
    await expect(pulling).rejects.toMatchObject({ name: 'AbortError', cause: reason });
  });

  it('begins at once where nothing is pulled', async () => {
    const inspectContainer = async () => {
      await delay(SLOW_MS);
      return {
        id: 'c1',
        name: 'weather',
        imageReference: 'acme/weather:1',
        imageId: 'sha256:1',
        status: 'running',
        running: true,
        oomKilled: false,
        startedAt: '',
        restartCount: 0,
        args: [],
        labels: {},
        environment: [],
        published: { 3000: { host: '127.0.0.1', port: 9 } },
        openStdin: false,
        tty: false,
      } satisfies Awaited<ReturnType<Engine['inspectContainer']>>;
    };
    const info = async () => ({ endpoint: 'tcp://10.0.0.9', os: 'linux' }) as Awaited<ReturnType<Engine['info']>>;
    const inspectImage = async () => ({ ...image, labels: { 'io.mcp-dock.transports': '{"http":{"port":3000}}' } });
    await expect(run('container:weather', { inspectContainer, info, inspectImage })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
  });
});

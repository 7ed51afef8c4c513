import { describe, expect, it } from 'vitest';
import { imageTarget } from '../../../src/targets/image.js';
import type { Settings } from '../../../src/model/facts/settings.js';
import type { ScenarioSpec } from '../../../src/targets/target.js';
import { scriptedEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { settings } from '../../support/mcp-facts.js';

const { signal } = new AbortController();
const specs = {
  http: { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' },
  stdio: { name: 'stdio', mode: 'stdio', container: { openStdin: true }, ending: 'stdin-eof' },
} as const satisfies Record<string, ScenarioSpec>;

function image(
  transports = settings().transports,
  {
    healthcheck = { test: ['CMD', 'true'] },
    environment = {},
    dataPaths = ['/data'],
    guards = {},
  }: {
    readonly healthcheck?: { test: string[] };
    readonly environment?: Readonly<Record<string, string>>;
    readonly dataPaths?: string[];
    readonly guards?: Pick<Settings, 'rateLimit' | 'metrics'>;
  } = {},
) {
  const world = scriptedEngine({});
  const target = imageTarget({
    engine: world.engine,
    title: 'acme/todo',
    imageConfig: imageConfig({ healthcheck, volumes: ['/cache'] }),
    settings: settings({ transports, healthPath: '/health', dataPaths, ...guards }),
    environment,
    headers: {},
    secretValues: [],
    runId: 'r1',
  });
  return { ...world, target };
}

describe('an image', () => {
  it.each([
    { transports: settings().transports, scenario: 'http', probed: true },
    { transports: settings().transports, scenario: 'stdio', probed: false },
    { transports: { stdio: {} }, scenario: 'stdio', probed: true },
  ] as const)('is probed in $scenario of $transports: $probed', async ({ transports, scenario, probed }) => {
    const { target, created } = image(transports);
    await target.open(specs[scenario], signal);
    expect(created[0]?.healthIntervalMs !== undefined).toBe(probed);
    await target[Symbol.asyncDispose]();
  });

  it.each([
    { transports: settings().transports, mode: 'http' },
    { transports: { stdio: {} }, mode: 'stdio' },
  ] as const)('runs what may be either over what it has: $mode', async ({ transports, mode }) => {
    const { target, created } = image(transports);
    const spec: ScenarioSpec = {
      name: 'read-only',
      mode: 'http',
      orElse: 'stdio',
      container: { readOnly: true },
      freshVolumes: true,
      ending: 'dispose',
    };
    expect(target.notApplicable(spec)).toBeUndefined();
    const run = await target.open(spec, signal);
    expect(run.spec.mode).toBe(mode);
    expect(created[0]).toMatchObject({ readOnly: true, volumes: ['/data', '/cache'] });
    await target[Symbol.asyncDispose]();
  });

  it('has its rate limit on in one container alone, and its metrics at hand', () => {
    const limited = { name: 'limited', mode: 'http', container: {}, ending: 'dispose' } as const;
    expect(image().target.notApplicable(limited)).toBe('mcp-dock.yaml declares no rate limit.');
    const guards = {
      rateLimit: { requests: 20, windowMs: 60_000, env: { RATE_LIMIT: '20/minute' } },
      metrics: { port: 9090, path: '/metrics', names: [] },
    };
    const { target } = image(undefined, { environment: { MODE: 'x' }, guards });
    expect(target.notApplicable(limited)).toBeUndefined();
    expect(target.containerFor?.(limited)).toMatchObject({
      publish: [3000, 9090],
      environment: { MODE: 'x', RATE_LIMIT: '20/minute' },
    });
    expect(target.containerFor?.(specs.http).environment).toEqual({ MODE: 'x' });
    expect(target.containerFor?.(specs.stdio).publish).toBeUndefined();
  });

  it('without a health check is not frozen, and told no times of one', async () => {
    const { target, created } = image(undefined, { healthcheck: { test: ['NONE'] } });
    const spec: ScenarioSpec = {
      name: 'frozen',
      mode: 'http',
      container: { healthIntervalMs: 1, healthTimeoutMs: 1, healthRetries: 1 },
      ending: 'dispose',
    };
    expect(target.notApplicable(spec)).toBe('The image declares no health check.');
    await target.open({ ...spec, name: 'quiet' }, signal);
    expect(Object.keys(created[0] ?? {})).not.toContain('healthIntervalMs');
    await target[Symbol.asyncDispose]();
  });

  it('without HTTP has neither the transport nor its health path, and the same runs', async () => {
    const { target, alive } = image();
    const other = target.without?.('http');
    expect(other?.settings).toMatchObject({ transports: { stdio: { args: ['stdio'] } } });
    expect(other?.settings.transports.http).toBeUndefined();
    expect(other?.settings.healthPath).toBeUndefined();
    expect(other?.notApplicable(specs.http)).toBe('The image has no HTTP transport.');
    await other?.open(specs.stdio, signal);
    expect(alive.size).toBe(1);
    await target[Symbol.asyncDispose]();
    expect(alive.size).toBe(0);
  });

  describe('run by a consumer', () => {
    const consumer = (more: Partial<ScenarioSpec>): ScenarioSpec => ({
      name: 'docker-gateway',
      mode: 'stdio',
      container: { openStdin: true },
      ending: 'dispose',
      ...more,
    });

    it('has its secrets withheld, and everything else as it is given', async () => {
      const { target, created } = image(undefined, { environment: { WEATHER_TOKEN: 'real', LOG_LEVEL: 'debug' } });
      await target.open(consumer({ consumer: { secrets: '<{NAME}>', environment: { PORT: '8081' } } }), signal);
      expect(created[0]?.environment).toEqual({ WEATHER_TOKEN: '<WEATHER_TOKEN>', LOG_LEVEL: 'debug', PORT: '8081' });
      await target[Symbol.asyncDispose]();
    });

    it('is started over stdio whatever the project says, and over HTTP where the consumer asks', async () => {
      const { target, created } = image({ http: { port: 3000, path: '/mcp' } });
      expect(target.notApplicable(specs.stdio)).toBe('The image has no stdio transport.');
      expect(target.notApplicable(consumer({ consumer: {} }))).toBeUndefined();
      const http = { port: 8081, path: '/mcp' };
      await target.open(consumer({ mode: 'http', container: {}, consumer: { http } }), signal);
      expect(created[0]?.publish).toEqual([8081]);
      await target[Symbol.asyncDispose]();
    });

    it('has its data paths in memory, as its user’s', async () => {
      const { target, created } = image(undefined, { dataPaths: ['/app/data'] });
      const spec = consumer({ container: { tmpfs: ['/tmp'] }, consumer: { dataInMemory: true } });
      await target.open(spec, signal);
      expect(created[0]?.tmpfs).toEqual([
        '/tmp',
        '/app/data:mode=0777,uid=1000,gid=1000',
        '/cache:mode=0777,uid=1000,gid=1000',
      ]);
      await target[Symbol.asyncDispose]();
    });
  });
});

describe('disposing of an image', () => {
  it('removes its network even when a container cannot be removed', async () => {
    const { engine } = scriptedEngine({});
    const removed: string[] = [];
    let refusals = 0;
    const target = imageTarget({
      engine: new Proxy(engine, {
        get(of, name) {
          if (name === 'createNetwork') return async () => 'net';
          if (name === 'removeResource') return async ({ id }: { id: string }) => void removed.push(id);
          if (name === 'removeContainer')
            return async () => {
              refusals += 1;
              throw new Error('it is stuck');
            };
          return Reflect.get(of, name) as unknown;
        },
      }),
      title: 'acme/todo',
      imageConfig: imageConfig({}),
      settings: settings({}),
      environment: {},
      headers: {},
      secretValues: [],
      runId: 'r1',
    });
    await target.open(specs.stdio, signal);
    await target.open(specs.stdio, signal);
    await target.network?.('internal');
    await expect(target[Symbol.asyncDispose]()).rejects.toThrow('it is stuck');
    expect({ refusals, removed }).toEqual({ refusals: 2, removed: ['net'] });
  });

  it('starts nothing after it was asked to end', async () => {
    const { target, created } = image();
    await expect(target.open(specs.stdio, AbortSignal.abort(new Error('Ctrl-C')))).rejects.toThrow('Ctrl-C');
    expect(created).toEqual([]);
  });
});

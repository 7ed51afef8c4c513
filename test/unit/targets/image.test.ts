import { describe, expect, it } from 'vitest';
import { imageTarget } from '../../../src/targets/image.js';
import type { ScenarioSpec } from '../../../src/targets/target.js';
import { scriptedEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { settings } from '../../support/mcp-facts.js';

const { signal } = new AbortController();
const specs = {
  http: { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' },
  stdio: { name: 'stdio', mode: 'stdio', container: { openStdin: true }, ending: 'stdin-eof' },
} as const satisfies Record<string, ScenarioSpec>;

function image(transports = settings().transports) {
  const world = scriptedEngine({});
  const target = imageTarget({
    engine: world.engine,
    title: 'acme/todo',
    imageConfig: imageConfig({ healthcheck: { test: ['CMD', 'true'] } }),
    settings: settings({ transports, healthPath: '/health' }),
    environment: {},
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
});

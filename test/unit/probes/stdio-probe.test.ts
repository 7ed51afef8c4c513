import { describe, expect, it } from 'vitest';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { ScenarioProbeContext } from '../../../src/probes/define-probe.js';
import stdioProbe, { argvOf } from '../../../src/probes/stdio-probe.js';
import { imageConfig } from '../../support/image-facts.js';
import { settings, stdioSession } from '../../support/mcp-facts.js';

it.each([
  { test: ['CMD', 'node', 'probe.js'], argv: ['node', 'probe.js'] },
  { test: ['CMD-SHELL', 'curl -f x || exit 1'], argv: ['/bin/sh', '-c', 'curl -f x || exit 1'] },
  { test: ['NONE'], argv: undefined },
  { test: [], argv: undefined },
])('runs $test as the engine does', ({ test, argv }) => {
  expect(argvOf(test)).toEqual(argv);
});

const collect = (
  overrides: object = {},
  exec: () => Promise<object> = async () => ({ exitCode: 0, stdout: '', stderr: '' }),
) =>
  (stdioProbe as { collect(context: ScenarioProbeContext): Promise<unknown> }).collect({
    run: {
      spec: { mode: 'stdio' },
      owned: true,
      containerId: 'c1',
      command: 'docker run --rm -i x',
      hasExited: () => undefined,
    },
    target: {
      imageConfig: imageConfig({ healthcheck: { test: ['CMD', 'probe', 'hunter22'], timeoutMs: 0 } }),
      settings: settings(),
      secretValues: ['hunter22'],
      ...overrides,
    },
    engine: { exec },
    fact: async () => stdioSession(),
  } as unknown as ScenarioProbeContext);

describe('the health check over stdio', () => {
  it('is told with its words, without secrets', async () => {
    const said = { exitCode: 1, stdout: '', stderr: 'refused hunter22 \u001b[31m\n' };
    expect(await collect({}, async () => said)).toEqual({
      argv: ['probe', '••••••'],
      exitCode: 1,
      timeoutMs: 10_000,
      output: [String.raw`refused •••••• \u001b[31m`],
      command: 'docker run --rm -i x',
    });
  });

  it('that hangs has no exit code', async () => {
    const late = new McpDockError('TIMED_OUT', { limitMs: 1, during: 'x' });
    expect(await collect({}, () => Promise.reject(late))).not.toHaveProperty('exitCode');
  });

  it.each([
    { name: 'an image without one', overrides: { imageConfig: imageConfig({ healthcheck: { test: ['NONE'] } }) } },
    { name: 'an image with one transport', overrides: { settings: settings({ transports: { stdio: {} } }) } },
  ])('does not concern $name', async ({ overrides }) => {
    await expect(collect(overrides)).rejects.toMatchObject({ name: 'NotApplicable' });
  });
});

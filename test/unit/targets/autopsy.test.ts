import { expect, it } from 'vitest';
import type { ContainerState } from '../../../src/ports/engine.js';
import { autopsy } from '../../../src/targets/autopsy.js';

const linesOf = async (...lines: string[]) =>
  (
    await autopsy(
      {
        inspectContainer: async () => ({ oomKilled: false }) as ContainerState,
        containerLogs: async () => lines.map((line) => ({ stream: 'stderr' as const, line })),
      },
      { containerId: 'c1', exitCode: 1, afterMs: 1, secrets: ['hunter22'] },
    )
  ).lastLines;

const bundle = 'var a=1;function b(c){return c+a};'.repeat(60);

it.each([
  { name: 'a short line', line: 'Error: boom', cut: /^Error: boom$/u },
  { name: 'a line of a bundle', line: bundle, cut: /^var a=1;.{150,160} …$/u },
  {
    name: 'a line of a bundle that throws',
    line: `${bundle}throw new TypeError("no such tool")${bundle}`,
    cut: /^… .{30,45}TypeError\("no such tool"\).* …$/u,
  },
  { name: 'a long line that ends with the error', line: `${bundle} fatal: boom`, cut: /^… .*fatal: boom$/u },
  { name: 'a line of JSON', line: `{"msg":"${'x'.repeat(300)}"}`, cut: /^\{"msg":"x{300}"\}$/u },
  { name: 'a secret at the cut', line: `${'y'.repeat(150)} hunter22 ${'z'.repeat(300)}`, cut: /^y{150} ••••••/u },
])('shows of $name what tells something', async ({ line, cut }) => {
  const [shown = ''] = await linesOf(line);
  expect(shown).toMatch(cut);
});

it('keeps the beginning of a short log as well as its end', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`);
  expect(await linesOf(...lines)).toEqual([...lines.slice(0, 6), ...lines.slice(-14)]);
});

import { describe, expect, it } from 'vitest';
import type { ContainerState, Engine } from '../../../src/ports/engine.js';
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

describe('what the engine saw', () => {
  const state = (more: Partial<ContainerState> = {}) =>
    ({ id: 'c1', args: ['/app/start'], oomKilled: false, ...more }) as ContainerState;
  const look = ({ lines = [], exitCode = 1, ...methods }: { lines?: string[]; exitCode?: number } & Partial<Engine>) =>
    autopsy(
      {
        inspectContainer: async () => state(),
        containerLogs: async () => lines.map((line) => ({ stream: 'stderr' as const, line })),
        ...methods,
      },
      { containerId: 'c1', exitCode, afterMs: 1, secrets: [] },
    );

  it.each([
    { name: 'memory of another process', events: [{ action: 'oom' }], seen: { oomKilled: true } },
    { name: 'somebody’s kill', events: [{ action: 'kill', signal: '9' }], seen: { oomKilled: false, killed: true } },
    { name: 'nothing', events: [{ action: 'kill', signal: '15' }], seen: { oomKilled: false } },
  ])('shows $name', async ({ events, seen }) => {
    const {
      lastLines: _,
      afterMs: __,
      exitCode: ___,
      ...rest
    } = await look({
      exitCode: 137,
      containerEvents: async () => events,
    });
    expect(rest).toEqual(seen);
  });

  it.each([
    {
      name: 'Windows line ends',
      head: '#!/bin/sh\r\n',
      program: { kind: 'script', interpreter: '/bin/sh', windowsLineEnds: true },
    },
    {
      name: 'an interpreter',
      head: '#! /usr/bin/env node\n',
      program: { kind: 'script', interpreter: '/usr/bin/env' },
    },
    {
      name: 'a loader',
      head: '\u007fELF\u0002\0\0/lib/ld-musl-x86_64.so.1\0',
      program: { kind: 'elf', interpreter: '/lib/ld-musl-x86_64.so.1' },
    },
    { name: 'no loader', head: '\u007fELF\u0002', program: { kind: 'elf' } },
    { name: 'text', head: 'echo hi', program: { kind: 'text' } },
  ])('shows $name of a program that the kernel refused', async ({ head, program }) => {
    const { program: found } = await look({
      lines: ['exec /app/start.sh: no such file or directory'],
      containerFile: async (_, path) => Buffer.from(path === '/app/start.sh' ? head : ''),
    });
    expect(found).toEqual({ path: '/app/start.sh', ...program });
  });

  it('knows the program of an engine that does not name it', async () => {
    const { program } = await look({
      lines: ['standard_init_linux.go:228: exec user process caused: exec format error'],
      containerFile: async (_, path) => Buffer.from(path === '/app/start' ? 'echo hi' : ''),
    });
    expect(program).toEqual({ path: '/app/start', kind: 'text' });
  });
});

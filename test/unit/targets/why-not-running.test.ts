import { expect, it } from 'vitest';
import type { ContainerState } from '../../../src/ports/engine.js';
import { whyNotRunning } from '../../../src/targets/why-not-running.js';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const state: ContainerState = {
  id: 'abc',
  name: 'weather',
  imageReference: 'acme/weather',
  imageId: 'sha256:1',
  status: 'running',
  running: true,
  oomKilled: false,
  startedAt: '2026-11-01T11:59:58Z',
  restartCount: 0,
  args: [],
  labels: {},
  environment: [],
  published: {},
  openStdin: false,
  tty: false,
};

const why = (change: Partial<ContainerState>, line = 'Error: boom hunter22') => {
  const found = { ...state, ...change };
  const engine = {
    inspectContainer: async () => found,
    containerLogs: async () => [{ stream: 'stderr' as const, line }],
  };
  return whyNotRunning(engine, found, ['hunter22'], NOW);
};

it.each<{ name: string; change: Partial<ContainerState>; reason: string | undefined }>([
  { name: 'a container that runs', change: {}, reason: undefined },
  {
    name: 'one that was restarted long ago',
    change: { restartCount: 9, startedAt: '2026-11-01T10:00:00Z' },
    reason: undefined,
  },
  { name: 'a paused one', change: { status: 'paused' }, reason: 'it is paused.' },
  { name: 'one that was never started', change: { status: 'created', running: false }, reason: 'it is created.' },
  {
    name: 'one that exited',
    change: { status: 'exited', running: false, exitCode: 1 },
    reason: 'it exited with code 1: Error: boom ••••••.',
  },
  {
    name: 'one between two crashes',
    change: { status: 'restarting', restartCount: 1, exitCode: 1 },
    reason: 'it keeps restarting (1 time so far), exit code 1: Error: boom ••••••.',
  },
  {
    name: 'one that is up for a moment between two crashes',
    change: { restartCount: 4 },
    reason: 'it keeps restarting (4 times so far): Error: boom ••••••.',
  },
])('says of $name: $reason', async ({ change, reason }) => {
  expect((await why(change))?.reason).toBe(reason);
});

it('says what to do', async () => {
  expect((await why({ status: 'paused' }))?.suggestion).toBe('Let it go on with `docker unpause weather`.');
  expect((await why({ status: 'exited', running: false, exitCode: 1 }))?.suggestion).toContain('docker start weather');
});

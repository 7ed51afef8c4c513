import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isLeftBehind, runLabels } from '../../../src/targets/run-labels.js';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const mine = runLabels('r1');
const dead = String(spawnSync(process.execPath, ['-e', '0']).pid);
const elsewhere = { ...mine, 'io.mcp-dock.host': 'elsewhere.invalid' };
const { 'io.mcp-dock.process': _, ...withoutStart } = mine;

describe('isLeftBehind', () => {
  it.each([
    { name: 'a run under way', labels: mine, minutes: 600, left: false },
    { name: 'a run whose process is gone', labels: { ...mine, 'io.mcp-dock.pid': dead }, minutes: 0, left: true },
    { name: 'a run that did not say when it began', labels: withoutStart, minutes: 600, left: false },
    {
      name: 'a process gone that did not say when it began',
      labels: { ...withoutStart, 'io.mcp-dock.pid': dead },
      minutes: 0,
      left: true,
    },
    { name: 'a run of another machine', labels: elsewhere, minutes: 59, left: false },
    { name: 'an old run of another machine', labels: elsewhere, minutes: 61, left: true },
    {
      name: 'something old that only wears our label',
      labels: { 'io.mcp-dock.run': 'x' },
      minutes: 6_000,
      left: false,
    },
    { name: 'nothing of ours', labels: { 'io.mcp-dock.pid': dead }, minutes: 6_000, left: false },
  ])('says $left of $name, $minutes min old', ({ labels, minutes, left }) => {
    expect(isLeftBehind({ labels, createdAt: minutesAgo(minutes) }, NOW)).toBe(left);
  });
});

// Only Linux tells when a process began, and what counts it.
describe.runIf(process.platform === 'linux')('a process number', () => {
  it('that came back belongs to another process', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1000)']);
    try {
      await once(child.stdout, 'data');
      const labels = { ...mine, 'io.mcp-dock.pid': String(child.pid) };
      expect(isLeftBehind({ labels, createdAt: minutesAgo(0) }, NOW)).toBe(true);
    } finally {
      child.kill();
    }
  });

  it.each([
    { minutes: 1, left: false },
    { minutes: 61, left: true },
  ])('of another container says nothing here: $left after $minutes min', ({ minutes, left }) => {
    const labels = { ...mine, 'io.mcp-dock.pid': dead, 'io.mcp-dock.process': '1:1' };
    expect(isLeftBehind({ labels, createdAt: minutesAgo(minutes) }, NOW)).toBe(left);
  });
});

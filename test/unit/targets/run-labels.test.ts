import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { isLeftBehind, runLabels } from '../../../src/targets/run-labels.js';

const mine = runLabels('r1');
const dead = String(spawnSync(process.execPath, ['-e', '0']).pid);

it.each([
  { name: 'a run under way', labels: mine, left: false },
  { name: 'a run whose process is gone', labels: { ...mine, 'io.mcp-dock.pid': dead }, left: true },
  {
    name: 'a run of another machine',
    labels: { ...mine, 'io.mcp-dock.pid': dead, 'io.mcp-dock.host': 'elsewhere.invalid' },
    left: false,
  },
  { name: 'something that only wears our label', labels: { 'io.mcp-dock.run': 'x' }, left: false },
  { name: 'nothing of ours', labels: { 'io.mcp-dock.pid': dead }, left: false },
])('says $left of $name', ({ labels, left }) => {
  expect(isLeftBehind(labels)).toBe(left);
});

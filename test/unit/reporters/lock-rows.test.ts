import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/report.js';
import { lockRows } from '../../../src/reporters/lock-rows.js';
import { painter } from '../../../src/reporters/paint.js';

const look = { colour: false, symbols: true, width: Infinity, verbose: false };
const rows = (lock: Report['lock'], verbose = false) =>
  lockRows({ lock } as Report, painter(look), { ...look, verbose }).map((line) => line.trim());
const path = 'mcp-dock.lock.json';
const changes: NonNullable<NonNullable<Report['lock']>['changes']> = [
  { impact: 'breaking', path: '$.tools.b', message: 'the tool "b" is gone' },
  { impact: 'compatible', path: '$.tools.a', message: 'the tool "a" is new' },
];
const none = { breaking: 0, compatible: 0, cosmetic: 0 };
const totals = { ...none, breaking: 1, compatible: 1 };

describe('lockRows', () => {
  it.each([
    ['no lock', undefined, []],
    ['a first one', { path, updated: true }, ['Lock              mcp-dock.lock.json is written']],
    [
      'the same one',
      { path, updated: true, changes: [], totals: none },
      ['Lock              mcp-dock.lock.json is written; the server offers what was locked'],
    ],
    [
      'one that was not written',
      { path, updated: false, kept: 'the server never answered' },
      ['Lock              mcp-dock.lock.json stays as it was: the server never answered'],
    ],
    [
      'changes, with their totals',
      { path, updated: true, changes, totals },
      [
        'Lock              mcp-dock.lock.json is written; 1 breaking, 1 compatible:',
        'breaking: the tool "b" is gone',
        'compatible: the tool "a" is new',
      ],
    ],
  ] as const)('tells of %s', (_, lock, lines) => {
    expect(rows(lock as Report['lock'])).toEqual(lines);
  });

  it('shows a few of many, and places to whoever wants all', () => {
    const many = Array.from({ length: 20 }, () => changes).flat();
    expect(rows({ path, updated: true, changes: many, totals: { ...none, compatible: 500 } }).at(-1)).toBe(
      'and 488 more',
    );
    expect(rows({ path, updated: true, changes: many, totals: { ...none, compatible: 40 } }, true)).toHaveLength(41);
    expect(rows({ path, updated: true, changes, totals }, true)[1]).toBe('breaking: the tool "b" is gone ($.tools.b)');
  });
});

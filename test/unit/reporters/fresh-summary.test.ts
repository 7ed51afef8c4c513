import { expect, it } from 'vitest';
import { freshRows } from '../../../src/reporters/fresh-summary.js';

const REPORT = { manager: 'npm' as const, lock: 'package-lock.json', drifted: true, bases: [] };

it('shows each SDK beside what is allowed and published, and counts the rest', () => {
  const sdk = [
    { name: '@modelcontextprotocol/sdk', locked: '1.20.0', newest: '1.32.2', published: '1.32.2', drifted: true },
    { name: 'fastmcp', locked: '1.0.0', newest: '1.0.0', drifted: false },
  ];
  expect(freshRows({ ...REPORT, sdk, otherChanges: 12 })).toEqual([
    'SDK                        locked  allowed  published',
    '@modelcontextprotocol/sdk  1.20.0  1.32.2   1.32.2     drifted',
    'fastmcp                    1.0.0   1.0.0    –',
    '12 other packages differ from package-lock.json, which is as it was.',
  ]);
});

it('has no table without an SDK', () => {
  expect(freshRows({ ...REPORT, sdk: [], otherChanges: 1 })).toEqual([
    '1 other package differs from package-lock.json, which is as it was.',
  ]);
});

import { describe, expect, it } from 'vitest';
import { mapEntries } from '../../../../src/config/waivers/map-entries.js';
import type { PeerEntry } from '../../../../src/config/waivers/peer-entry.js';
import { parseConfig } from '../../../../src/config/load-config.js';
import type { CheckId } from '../../../../src/model/check.js';

const checks = [
  { id: 'dockerfile/non-root-user', aliases: ['DL3002', 'DS-0002', 'CIS-DI-0001'] },
  { id: 'image/non-root-user', aliases: ['DL3002', 'DS-0002', 'CIS-DI-0001'] },
  { id: 'dockerfile/clean-layers', aliases: ['DL3009', 'DL3015', 'DL3042', 'DKL-DI-0005'] },
  { id: 'dockerfile/exec-form', aliases: ['DL3025'] },
].map(({ id, aliases }) => ({ id: id as CheckId, aliases }));

function map(entries: Partial<PeerEntry>[], config = '') {
  return mapEntries(
    entries.map((entry, index) => ({ id: 'DL3025', file: 'f', line: index + 1, ...entry })),
    {
      checks,
      config: parseConfig(`name: x\n${config}`, '/mcp-dock.yaml', '/').config,
      today: '2026-11-21',
      expires: '2027-02-19',
      owner: 'platform',
    },
  );
}

describe('what another tool leaves out', () => {
  it('becomes a waiver of the check that goes by its id', () => {
    expect(map([{ reason: 'a shell is wanted', expires: '2027-01-01' }, { id: 'DL3002' }]).waivers).toEqual([
      {
        id: 'dockerfile/exec-form',
        reason: 'a shell is wanted',
        expires: '2027-01-01',
        owner: 'platform',
        from: ['DL3025 (f:1)'],
        alsoCovers: [],
      },
      // Two checks go by it: the waiver keeps the name that means both.
      {
        id: 'DL3002',
        reason: 'DL3002 is left out in f',
        expires: '2027-02-19',
        owner: 'platform',
        from: ['DL3002 (f:2)'],
        alsoCovers: [],
      },
    ]);
  });

  it('says what else of that tool the check covers, unless that is left out too', () => {
    expect(map([{ id: 'DL3042' }]).waivers[0]?.alsoCovers).toEqual(['DL3009', 'DL3015']);
    expect(
      map([
        { id: 'DL3042', reason: 'a' },
        { id: 'DL3009', reason: 'b', expires: '2026-12-01' },
      ]).waivers,
    ).toEqual([
      expect.objectContaining({
        id: 'dockerfile/clean-layers',
        reason: 'a; b',
        expires: '2026-12-01',
        from: ['DL3042 (f:1)', 'DL3009 (f:2)'],
        alsoCovers: ['DL3015'],
      }),
    ]);
    expect(map([{ id: 'DKL-DI-0005' }]).waivers[0]?.alsoCovers).toEqual([]);
  });

  it.each(['DS-0002', 'AVD-DS-0002', 'DS002'])('is known by the name %s of Trivy', (id) => {
    expect(map([{ id }]).waivers).toMatchObject([{ id: 'DS-0002', from: [`${id} (f:1)`] }]);
  });

  it('is a waiver for each of its paths', () => {
    expect(map([{ paths: ['a', 'b/*'] }]).waivers.map(({ path }) => path)).toEqual(['a', 'b/*']);
  });

  it('becomes a severity where it only counts less', () => {
    expect(map([{ severity: 'info' }]).severities).toEqual([
      { id: 'dockerfile/exec-form', severity: 'info', from: 'DL3025 (f:1)' },
    ]);
    expect(map([{ severity: 'info' }], 'checks: { dockerfile/exec-form: warning }\n')).toMatchObject({
      severities: [],
      there: [{ id: 'dockerfile/exec-form' }],
    });
  });

  it.each([
    { config: 'waivers: [{ id: dockerfile/exec-form, reason: x, expires: 2027-01-01 }]', there: true },
    { config: 'waivers: [{ id: DL3025, reason: x, expires: 2027-01-01 }]', there: true },
    { config: 'waivers: [{ id: DL3025, reason: x, expires: 2027-01-01, path: a }]', there: false },
    { config: 'waivers: [{ id: DL3025, reason: x, expires: 2027-01-01, matches: a }]', there: false },
  ])('is there already: $there', ({ config, there }) => {
    const mapped = map([{}], `${config}\n`);
    expect([mapped.there.length, mapped.waivers.length]).toEqual(there ? [1, 0] : [0, 1]);
  });

  it.each([
    { entry: { id: 'CVE-2024-1' }, because: 'mcp-dock looks for no vulnerabilities of packages' },
    { entry: { id: 'DL9999' }, because: 'no check goes by that name' },
    { entry: { expires: '2026-11-20' }, because: 'it expired on 2026-11-20' },
    { entry: { expires: 'soon' }, because: '"soon" is no day' },
  ])('is told where it cannot be taken over: $because', ({ entry, because }) => {
    const { waivers, remainders } = map([entry]);
    expect(waivers).toEqual([]);
    expect(remainders).toEqual([{ what: entry.id ?? 'DL3025', file: 'f', line: 1, because }]);
  });
});

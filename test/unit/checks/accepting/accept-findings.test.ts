import { describe, expect, it } from 'vitest';
import { acceptFindings } from '../../../../src/checks/accepting/accept-findings.js';
import { checks as all } from '../../../../src/checks/index.js';
import type { Accepted, Waiver } from '../../../../src/model/facts/accepted.js';
import type { Finding } from '../../../../src/model/finding.js';
import { result } from '../../../support/report.js';

const ID = 'dockerfile/clean-layers';
const waiver = (overrides: Partial<Waiver> = {}): Waiver => ({
  id: ID,
  reason: 'the base image does it',
  expires: '2027-01-01',
  source: { uri: 'mcp-dock.yaml', line: 9 },
  ...overrides,
});
const accepted = (...waivers: Waiver[]): Accepted => ({ readOn: '2026-11-21', waivers, faults: [] });
const finding = (overrides: Partial<Finding> = {}): Finding => ({
  message: 'apt leaves its lists in the layer.',
  location: { uri: 'Dockerfile', line: 7 },
  fingerprint: 'f1',
  ...overrides,
});
const failed = (...findings: Finding[]) => result({ id: ID, outcome: 'fail', severity: 'warning', findings });

function run(waivers: Waiver[], findings: Finding[], platform: string | null = 'linux/amd64') {
  const out = acceptFindings([failed(...findings)], accepted(...waivers), { all, platform: platform ?? undefined });
  return {
    outcome: out.results[0]?.outcome,
    waived: out.results[0]?.findings.map((one) => one.waived !== undefined),
    states: out.accepted.waivers.map(({ state }) => state),
  };
}

describe('a waiver', () => {
  it('takes its findings out of the count, and leaves them in the report', () => {
    const { results } = acceptFindings([failed(finding())], accepted(waiver({ owner: 'platform' })), {
      all,
      platform: undefined,
    });
    expect(results[0]).toMatchObject({ outcome: 'accepted', severity: 'warning' });
    expect(results[0]?.findings).toEqual([
      finding({ waived: { reason: 'the base image does it', expires: '2027-01-01', owner: 'platform' } }),
    ]);
  });

  it.each([
    { name: 'by id', waiver: {}, covers: true },
    { name: 'by the name in another tool', waiver: { id: 'DL3009' }, covers: true },
    { name: 'of another check', waiver: { id: 'image/non-root-user' }, covers: false },
    { name: 'on its last day', waiver: { expires: '2026-11-21' }, covers: true },
    { name: 'a day later', waiver: { expires: '2026-11-20' }, covers: false },
    { name: 'of its file', waiver: { path: 'Dockerfile' }, covers: true },
    { name: 'of another file', waiver: { path: 'Dockerfile.dev' }, covers: false },
    { name: 'of all files of a kind', waiver: { path: 'Docker*' }, covers: true },
    { name: 'of files in folders', waiver: { path: '**/Dockerfile' }, covers: true },
    { name: 'of a folder', waiver: { path: 'backend' }, covers: false },
    { name: 'of its text', waiver: { matches: 'apt leaves' }, covers: true },
    { name: 'of pieces of its text', waiver: { matches: 'apt*layer' }, covers: true },
    { name: 'of pieces the wrong way round', waiver: { matches: 'layer*apt' }, covers: false },
    { name: 'of other text', waiver: { matches: 'npm' }, covers: false },
    { name: 'of its platform', waiver: { platform: 'linux/amd64' }, covers: true },
    { name: 'of another platform', waiver: { platform: 'linux/arm64' }, covers: false },
    {
      name: 'in the Dockerfile, for its instruction',
      waiver: { covers: { dockerfile: 'Dockerfile', image: true, lines: { from: 6, to: 8 } } },
      covers: true,
    },
    {
      name: 'in the Dockerfile, for another instruction',
      waiver: { covers: { dockerfile: 'Dockerfile', image: true, lines: { from: 8, to: 8 } } },
      covers: false,
    },
    {
      name: 'at the head of the Dockerfile',
      waiver: { covers: { dockerfile: 'Dockerfile', image: true } },
      covers: true,
    },
    { name: 'in another Dockerfile', waiver: { covers: { dockerfile: 'other', image: true } }, covers: false },
  ] satisfies { name: string; waiver: Partial<Waiver>; covers: boolean }[])(
    '$name: $covers',
    ({ waiver: overrides, covers }) => {
      expect(run([waiver(overrides)], [finding()]).waived).toEqual([covers]);
    },
  );

  it('in the Dockerfile of the image covers what the image has no line for', () => {
    const inFile = (image: boolean) =>
      waiver({ covers: { dockerfile: 'Dockerfile', image, lines: { from: 1, to: 1 } } });
    const ofImage = finding({ location: { uri: 'todo:1' } });
    expect(run([inFile(true)], [ofImage]).waived).toEqual([true]);
    expect(run([inFile(false)], [ofImage]).waived).toEqual([false]);
    expect(run([inFile(true)], [finding({ location: { uri: 'compose.yaml', line: 1 } })]).waived).toEqual([false]);
  });

  it('with a platform holds for no image that was not looked at', () => {
    expect(run([waiver({ platform: 'linux/amd64' })], [finding()], null)).toMatchObject({
      waived: [false],
      states: ['not-asked'],
    });
    expect(run([waiver({ platform: 'linux/arm' })], [finding()], 'linux/arm/v7').waived).toEqual([true]);
  });

  it('of some findings leaves the others, at their own severity', () => {
    const { results } = acceptFindings(
      [
        result({
          id: ID,
          outcome: 'fail',
          severity: 'error',
          findings: [finding(), finding({ message: 'npm.', severity: 'warning' })],
        }),
      ],
      accepted(waiver({ matches: 'apt' })),
      { all, platform: undefined },
    );
    // Its own severity is that of the check where it says nothing.
    expect(results[0]).toMatchObject({ outcome: 'fail', severity: 'warning' });
  });

  it('is not slow on a text that nearly matches for ever', () => {
    const from = performance.now();
    run(
      [waiver({ matches: 'a*'.repeat(200) + 'b', path: 'x*'.repeat(30) })],
      [finding({ message: 'a'.repeat(50_000) })],
    );
    expect(performance.now() - from).toBeLessThan(500);
  });
});

describe('what becomes of a waiver', () => {
  it.each([
    { name: 'used', waivers: [waiver()], findings: [finding()], states: ['used'] },
    {
      name: 'expired and needed',
      waivers: [waiver({ expires: '2026-01-01' })],
      findings: [finding()],
      states: ['used'],
    },
    { name: 'of no use', waivers: [waiver({ matches: 'npm' })], findings: [finding()], states: ['unused'] },
    {
      name: 'of a check that was not run',
      waivers: [waiver({ id: 'image/oci-labels' })],
      findings: [finding()],
      states: ['not-asked'],
    },
    {
      name: 'of no check',
      waivers: [waiver({ id: 'image/no-root' })],
      findings: [finding()],
      states: ['no-such-check'],
    },
    { name: 'twice', waivers: [waiver(), waiver()], findings: [finding()], states: ['used', 'used'] },
  ])('is said: $name', ({ waivers, findings, states }) => {
    expect(run(waivers, findings).states).toEqual(states);
  });

  it.each([
    { outcome: 'pass', state: 'unused' },
    { outcome: 'unknown', state: 'not-asked' },
    { outcome: 'not-applicable', state: 'not-asked' },
    { outcome: 'error', state: 'not-asked' },
  ] as const)('is $state when its check is $outcome', ({ outcome, state }) => {
    const out = acceptFindings([result({ id: ID, outcome })], accepted(waiver()), { all, platform: undefined });
    expect(out.accepted.waivers[0]?.state).toBe(state);
  });

  it('waits for every check that goes by the name', () => {
    const both = ['dockerfile/non-root-user', 'image/non-root-user'];
    const state = (ids: string[]) =>
      acceptFindings(
        ids.map((id) => result({ id })),
        accepted(waiver({ id: 'DL3002' })),
        { all, platform: undefined },
      ).accepted.waivers[0]?.state;
    expect([state(both), state(both.slice(1))]).toEqual(['unused', 'not-asked']);
  });
});

describe('a baseline', () => {
  const baseline = {
    path: 'baseline.json',
    entries: [
      { id: ID, fingerprint: 'f1', message: 'a' },
      { id: ID, fingerprint: 'f9', message: 'gone' },
      { id: 'image/oci-labels', fingerprint: 'f2', message: 'not run' },
    ],
  };

  it('takes what was known out of the count, and says what is gone', () => {
    const out = acceptFindings([failed(finding())], accepted(), { all, platform: undefined, baseline });
    expect(out.results[0]).toMatchObject({ outcome: 'accepted', findings: [{ known: true }] });
    expect(out.accepted.baseline).toEqual({ path: 'baseline.json', known: 1, vanished: [baseline.entries[1]] });
  });

  it('leaves what is new', () => {
    const out = acceptFindings([failed(finding(), finding({ fingerprint: 'f3' }))], accepted(), {
      all,
      platform: undefined,
      baseline,
    });
    expect(out.results[0]).toMatchObject({ outcome: 'fail', findings: [{ known: true }, { fingerprint: 'f3' }] });
  });

  it('knows nothing of another check with the same print', () => {
    const other = result({ id: 'image/size-within-budget', outcome: 'fail', findings: [finding()] });
    expect(acceptFindings([other], accepted(), { all, platform: undefined, baseline }).results[0]?.outcome).toBe(
      'fail',
    );
  });

  it('says nothing of what is waived', () => {
    const out = acceptFindings([failed(finding())], accepted(waiver()), { all, platform: undefined, baseline });
    expect(out.results[0]?.findings[0]).toMatchObject({ waived: { expires: '2027-01-01' } });
    expect(out.results[0]?.findings[0]?.known).toBeUndefined();
    expect(out.accepted.baseline?.vanished).toEqual([baseline.entries[1]]);
  });
});

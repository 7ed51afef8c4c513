import { describe, expect, it } from 'vitest';
import nonRootUser from '../../../src/checks/image/non-root-user.js';
import { checks as all } from '../../../src/checks/index.js';
import security from '../../../src/checks/checklist/security.js';
import { factsFor, judge } from '../../../src/checks/judge.js';
import baselineCurrent from '../../../src/checks/project/baseline-current.js';
import waiversCurrent from '../../../src/checks/project/waivers-current.js';
import type { CollectedFacts } from '../../../src/model/facts.js';
import type { Waiver } from '../../../src/model/facts/accepted.js';
import { imageConfig } from '../../support/image-facts.js';

const checks = [waiversCurrent, nonRootUser, baselineCurrent];
const waiver: Waiver = {
  id: 'image/non-root-user',
  reason: 'x',
  expires: '2027-01-01',
  source: { uri: 'mcp-dock.yaml' },
};
const facts = (waivers: Waiver[] | undefined, user = 'root'): CollectedFacts => ({
  imageConfig: { status: 'known', value: imageConfig({ user }) },
  accepted:
    waivers === undefined
      ? { status: 'not-applicable', reason: 'It is not the image of the project in this folder.' }
      : { status: 'known', value: { readOn: '2026-11-21', waivers, faults: [] } },
});
const outcomes = (collected: CollectedFacts, options: Partial<Parameters<typeof judge>[2]> = {}) =>
  Object.fromEntries(judge(checks, collected, { all, ...options }).results.map(({ id, outcome }) => [id, outcome]));

describe('judge', () => {
  it('asks what looks after waivers last, and puts results in order', () => {
    expect(Object.entries(outcomes(facts([waiver])))).toEqual([
      ['image/non-root-user', 'accepted'],
      ['project/baseline-current', 'not-applicable'],
      ['project/waivers-current', 'pass'],
    ]);
    expect(outcomes(facts([waiver], 'app'))).toMatchObject({
      'image/non-root-user': 'pass',
      'project/waivers-current': 'fail',
    });
  });

  it('counts what is expired again', () => {
    expect(outcomes(facts([{ ...waiver, expires: '2026-11-20' }]))).toMatchObject({
      'image/non-root-user': 'fail',
      'project/waivers-current': 'fail',
    });
  });

  it('takes a baseline without a project', () => {
    const [first] = judge(checks, facts(undefined), { all }).results[0]?.findings ?? [];
    const entries = [
      { id: 'image/non-root-user', fingerprint: first?.fingerprint ?? '', message: '' },
      { id: 'image/non-root-user', fingerprint: 'other', message: 'gone' },
    ];
    expect(outcomes(facts(undefined), { baseline: { path: 'b.json', entries } })).toMatchObject({
      'image/non-root-user': 'accepted',
      'project/baseline-current': 'fail',
    });
  });

  it('knows the platform of the image, also where no check asks for it', () => {
    const onArm = [{ ...waiver, platform: 'linux/arm64' }];
    const [finding] = judge([nonRootUser], facts(onArm), { all }).results[0]?.findings ?? [];
    expect(finding?.waived).toBeUndefined();
    const { imageConfig: _, ...without } = facts(onArm);
    const { accepted } = judge([waiversCurrent], without, { all, platform: 'linux/arm64' });
    expect(accepted.waivers).toMatchObject([{ state: 'not-asked' }]);
  });
});

describe('a severity of the project', () => {
  it('is the most that a finding counts as', () => {
    const made = (severity: 'error' | 'warning' | 'info', own?: 'warning') =>
      judge(
        [{ ...nonRootUser, severity, run: () => [{ message: 'x', ...(own && { severity: own }) }] }],
        facts(undefined),
        { all },
      ).results[0];
    expect(made('info', 'warning')).toMatchObject({ severity: 'info', findings: [{ severity: 'info' }] });
    expect(made('error', 'warning')).toMatchObject({ severity: 'warning', findings: [{ severity: 'warning' }] });
    expect(made('warning')).toMatchObject({ severity: 'warning' });
  });

  it('asks checklists about what the others found, and counts as well what is accepted', () => {
    const asked = [security, nonRootUser, waiversCurrent];
    const listed = (waivers: Waiver[] | undefined) =>
      judge(asked, facts(waivers), { all }).results.find(({ id }) => id === 'checklist/security');
    expect(listed(undefined)).toMatchObject({
      outcome: 'fail',
      severity: 'info',
      findings: [
        { message: expect.stringMatching(/^The container runs as .*: The image config sets user "root"/u) as string },
      ],
    });
    expect(listed([waiver])).toMatchObject({ outcome: 'pass' });
  });

  it('lets a project accept what a checklist says, and knows that waiver as used', () => {
    const own = { ...waiver, id: 'checklist/security' };
    const { results, accepted } = judge([security, nonRootUser], facts([own]), { all });
    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'fail']);
    expect(accepted.waivers).toMatchObject([{ state: 'used' }]);
  });

  it('wants nothing collected that it knows itself', () => {
    expect(factsFor([security, nonRootUser])).toEqual(['imageConfig']);
  });
});

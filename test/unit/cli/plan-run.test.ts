import { describe, expect, it } from 'vitest';
import nonRootUser from '../../../src/checks/image/non-root-user.js';
import { openBaseline, planRun, settleRun } from '../../../src/cli/plan-run.js';
import { parseConfig } from '../../../src/config/load-config.js';
import type { Check, CheckId } from '../../../src/model/check.js';
import type { Profile } from '../../../src/model/profile.js';
import { folderWith } from '../../support/probe-context.js';

const check = (id: CheckId, profile: Profile, aliases: string[] = []): Check => ({
  ...nonRootUser,
  id,
  profile,
  aliases,
});
const all = [
  check('image/oci-labels', 'quick'),
  check('image/no-secrets', 'standard', ['DS-0031']),
  check('scale/replica-safe', 'full'),
];
const project = (text: string) => parseConfig(`name: x\n${text}`, '/p/mcp-dock.yaml', '/p');

function planned(
  asked: { only?: string[]; skip?: string[]; profile?: Profile; withoutContainers?: boolean },
  config?: string,
) {
  const plan = planRun(
    { all, known: all },
    { command: 'verify', ...asked },
    config === undefined ? undefined : project(config),
  );
  return { profile: plan.profile, checks: plan.checks.map(({ id }) => id), notRun: plan.notRun };
}
const full = { id: 'scale/replica-safe', because: 'in --profile full' };
const standard = { id: 'image/no-secrets', because: 'in --profile standard' };

describe('a run', () => {
  it.each([
    { name: 'standard by itself', asked: {}, profile: 'standard', checks: 2, notRun: [full] },
    { name: 'quick by flag', asked: { profile: 'quick' }, profile: 'quick', checks: 1, notRun: [standard, full] },
    { name: 'full by flag', asked: { profile: 'full' }, profile: 'full', checks: 3, notRun: [] },
    { name: 'nothing in containers', asked: { withoutContainers: true }, profile: 'standard', checks: 2, notRun: [] },
    { name: 'full by config', asked: {}, config: 'profile: full\n', profile: 'full', checks: 3, notRun: [] },
    {
      name: 'quick by flag, whatever the config says',
      asked: { profile: 'quick' },
      config: 'profile: full\n',
      profile: 'quick',
      checks: 1,
      notRun: [standard, full],
    },
    {
      name: 'what is named by its id',
      asked: { only: ['scale/replica-safe'] },
      profile: 'standard',
      checks: 1,
      notRun: [],
    },
    {
      name: 'what is named by its alias',
      asked: { only: ['DS-0031'], profile: 'quick' },
      profile: 'quick',
      checks: 1,
      notRun: [],
    },
    {
      name: 'of an area what the profile has',
      asked: { only: ['image'], profile: 'quick' },
      profile: 'quick',
      checks: 1,
      notRun: [standard],
    },
    { name: 'nothing that is skipped', asked: { skip: ['scale'] }, profile: 'standard', checks: 2, notRun: [] },
    {
      name: 'nothing that is off',
      asked: {},
      config: 'checks: { DS-0031: off }\n',
      profile: 'standard',
      checks: 1,
      notRun: [{ id: 'image/no-secrets', because: 'off in mcp-dock.yaml' }, full],
    },
  ] as const)('asks $name', ({ asked, profile, checks, notRun, ...rest }) => {
    const { only, ...others } = { only: undefined, ...asked };
    const plan = planned(
      { ...(others as object), ...(only && { only: [...only] }) },
      'config' in rest ? rest.config : undefined,
    );
    expect({ ...plan, checks: plan.checks.length }).toEqual({ profile, checks, notRun });
  });

  it('of nothing is refused', () => {
    expect(() => planned({ only: ['scale'] })).toThrowError(
      expect.objectContaining({
        code: 'FLAG_INVALID',
        message: 'No check is left after --only and --profile standard.',
      }),
    );
  });
});

describe('the baseline of a run', () => {
  const place = (cwd: string, config?: string) => ({
    project: config === undefined ? undefined : parseConfig(`name: x\n${config}`, `${cwd}/mcp-dock.yaml`, cwd),
    cwd,
    command: 'verify' as const,
  });

  it('is named by flag or config', async () => {
    await using folder = await folderWith({
      'a.json': '{"schemaVersion":1,"findings":[]}',
      'b.json': '{"schemaVersion":1,"findings":[{"id":"a/b","fingerprint":"1","message":"x"}]}',
    });
    const open = (baseline: string | undefined, config?: string) =>
      openBaseline({ baseline, 'update-baseline': false }, place(folder.path, config));
    await expect(open(undefined)).resolves.toBeUndefined();
    await expect(open('a.json', 'baseline: b.json\n')).resolves.toEqual({ path: 'a.json', entries: [] });
    await expect(open(undefined, 'baseline: b.json\n')).resolves.toMatchObject({
      path: 'b.json',
      entries: [{ id: 'a/b' }],
    });
    await expect(open('c.json')).rejects.toMatchObject({ code: 'BASELINE_INVALID' });
  });

  it('cannot be written without a name', async () => {
    await using folder = await folderWith({});
    const open = (baseline?: string) => openBaseline({ baseline, 'update-baseline': true }, place(folder.path));
    await expect(open()).rejects.toMatchObject({ code: 'FLAG_INVALID', exitCode: 2 });
    await expect(open('new.json')).resolves.toEqual({ path: 'new.json', entries: [] });
  });
});

it('says in the report what was asked', async () => {
  const plan = planRun({ all, known: all }, { command: 'verify' }, undefined);
  const left = [{ id: 'mcp/stdout-clean', because: 'in --profile standard' }];
  const { extra } = await settleRun({ results: [], collected: {}, notRun: left }, plan, {
    baseline: undefined,
    update: false,
    cwd: '/',
  });
  expect(extra).toEqual({ profile: 'standard', notRun: [full, ...left] });
});

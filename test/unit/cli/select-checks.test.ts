import { describe, expect, it } from 'vitest';
import { findCheck, planChecks, projectSeverities, selectChecks } from '../../../src/cli/select-checks.js';
import { parseConfig } from '../../../src/config/load-config.js';
import nonRootUser from '../../../src/checks/image/non-root-user.js';
import type { Check, CheckId } from '../../../src/model/check.js';

const check = (id: CheckId, aliases: string[] = []): Check => ({ ...nonRootUser, id, aliases });
const all = [check('image/non-root-user', ['CIS-DI-0001']), check('image/oci-labels'), check('mcp/initialize')];
const ids = (checks: readonly Check[]) => checks.map(({ id }) => id);

describe('selectChecks', () => {
  it.each([
    {
      name: 'everything by default',
      selection: {},
      expected: ['image/non-root-user', 'image/oci-labels', 'mcp/initialize'],
    },
    { name: 'an id', selection: { only: ['mcp/initialize'] }, expected: ['mcp/initialize'] },
    { name: 'an area', selection: { only: ['image'] }, expected: ['image/non-root-user', 'image/oci-labels'] },
    { name: 'a pattern', selection: { only: ['image/oci-*'] }, expected: ['image/oci-labels'] },
    { name: 'an alias', selection: { only: ['CIS-DI-0001'] }, expected: ['image/non-root-user'] },
    { name: 'all but an area', selection: { skip: ['image/*'] }, expected: ['mcp/initialize'] },
    {
      name: 'not what the project turned off',
      selection: { severities: { 'mcp/initialize': 'off' as const } },
      expected: ['image/non-root-user', 'image/oci-labels'],
    },
  ])('selects $name', ({ selection, expected }) => {
    expect(ids(selectChecks(all, selection))).toEqual(expected);
  });

  describe('what waits to be asked for', () => {
    const gateway: Check = {
      ...check('publish/docker-gateway'),
      asked: { flag: '--target', names: ['docker-gateway'] },
    };
    const list: Check = { ...check('checklist/security'), asked: { flag: '--checklist', names: ['security'] } };
    const suite: Check = { ...check('conformance/ping'), asked: { flag: '--conformance' } };
    const more = [...all, gateway, list, suite];
    it.each([
      { name: 'nobody', selection: {}, asked: [] },
      { name: 'its consumer', selection: { targets: ['docker-gateway' as const] }, asked: ['publish/docker-gateway'] },
      { name: 'another consumer', selection: { targets: ['glama' as const] }, asked: [] },
      { name: 'its list', selection: { checklists: ['security' as const] }, asked: ['checklist/security'] },
      { name: 'its flag', selection: { conformance: true }, asked: ['conformance/ping'] },
      { name: 'its area', selection: { only: ['publish'] }, asked: ['publish/docker-gateway'] },
      {
        name: 'its consumer, beside --only',
        selection: { only: ['mcp'], targets: ['docker-gateway' as const] },
        asked: ['publish/docker-gateway'],
      },
      {
        name: 'its consumer, and turned down by --skip',
        selection: { skip: ['publish'], targets: ['docker-gateway' as const] },
        asked: [],
      },
      {
        name: 'its consumer, although the project has it off',
        selection: { targets: ['docker-gateway' as const], severities: { 'publish/docker-gateway': 'off' as const } },
        asked: ['publish/docker-gateway'],
      },
    ])('runs when it is asked for by $name', ({ selection, asked }) => {
      expect(ids(selectChecks(more, selection)).filter((id) => /^(?:publish|checklist|conformance)/u.test(id))).toEqual(
        asked,
      );
    });

    it('takes along the checks on which a list rests, whatever the profile, but not what the project has off', () => {
      const heavy: Check[] = [{ ...check('image/no-secrets'), profile: 'full' }, check('image/non-root-user'), list];
      const asked = { only: ['mcp/initialize'], checklists: ['security' as const], profile: 'quick' as const };
      expect(ids(selectChecks([...heavy, check('mcp/initialize')], asked))).toEqual([
        'image/no-secrets',
        'image/non-root-user',
        'checklist/security',
        'mcp/initialize',
      ]);
      const off = { ...asked, severities: { 'image/no-secrets': 'off' as const } };
      expect(ids(selectChecks([...heavy, check('mcp/initialize')], off))).not.toContain('image/no-secrets');
    });

    it('is said to have been left out', () => {
      expect(planChecks(more, {}).notRun).toEqual([
        { id: 'publish/docker-gateway', because: 'when asked for by --target' },
        { id: 'checklist/security', because: 'when asked for by --checklist' },
        { id: 'conformance/ping', because: 'when asked for by --conformance' },
      ]);
    });
  });

  it('takes a severity from the project', () => {
    expect(selectChecks(all, { only: ['mcp/initialize'], severities: { 'mcp/initialize': 'info' } })[0]?.severity).toBe(
      'info',
    );
  });

  it.each(['image/nonroot', 'mcp/nothing', 'x*'])('refuses %s, which matches nothing', (only) => {
    expect(() => selectChecks(all, { only: [only] })).toThrowError(expect.objectContaining({ code: 'CHECK_UNKNOWN' }));
  });
});

describe('a selection that leaves no check', () => {
  it.each([
    {
      name: 'flags that cancel each other',
      selection: { only: ['image/*'], skip: ['image'], command: 'verify' as const },
      reason: 'No check is left after --only and --skip.',
    },
    {
      name: 'checks that doctor was given',
      selection: { only: ['mcp'], skip: ['mcp/*'], command: 'doctor' as const },
      reason: 'No check is left after the checks that were named and --skip.',
    },
    {
      name: 'what the project turned off',
      selection: { only: ['mcp'], severities: { 'mcp/initialize': 'off' as const } },
      reason: 'No check is left after --only and `checks` of mcp-dock.yaml.',
    },
  ])('is refused: $name', ({ selection, reason }) => {
    expect(() => selectChecks(all, selection)).toThrowError(
      expect.objectContaining({ code: 'FLAG_INVALID', exitCode: 2, message: reason }),
    );
  });
});

describe('projectSeverities', () => {
  const project = (checks: string) => parseConfig(`name: x\nchecks:\n${checks}`, '/p/mcp-dock.yaml', '/p');

  it('takes ids and aliases', () => {
    expect(projectSeverities(all, project('  CIS-DI-0001: off\n  mcp/initialize: info\n'))).toEqual({
      severities: { 'image/non-root-user': 'off', 'mcp/initialize': 'info' },
      faults: [],
    });
    expect(projectSeverities(all, undefined)).toEqual({ severities: {}, faults: [] });
  });

  it('takes an alias for every check that goes by it', () => {
    const twice = [...all, check('dockerfile/non-root-user', ['CIS-DI-0001'])];
    const { severities, faults } = projectSeverities(twice, project('  CIS-DI-0001: warning\n'));
    expect({ severities, faults }).toEqual({
      severities: { 'image/non-root-user': 'warning', 'dockerfile/non-root-user': 'warning' },
      faults: [],
    });
    expect(selectChecks(twice, { only: ['CIS-DI-0001'] }).map(({ id }) => id)).toEqual([
      'image/non-root-user',
      'dockerfile/non-root-user',
    ]);
  });

  it.each(['image/nonroot', 'image/*', 'image'])('names file and line of %s, which would change nothing', (key) => {
    const { severities, faults } = projectSeverities(all, project(`  mcp/initialize: off\n  "${key}": off\n`));
    expect(severities).toEqual({ 'mcp/initialize': 'off' });
    expect(faults).toMatchObject([{ code: 'CONFIG_INVALID', details: { path: '/p/mcp-dock.yaml', line: 4 } }]);
  });
});

describe('findCheck', () => {
  it('names the closest ids', () => {
    expect(() => findCheck(all, 'image/root')).toThrowError(
      expect.objectContaining({ details: { id: 'image/root', near: ['image/non-root-user', 'image/oci-labels'] } }),
    );
  });
});

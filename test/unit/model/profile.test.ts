import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/checks/index.js';
import { isInProfile, profileOf } from '../../../src/model/profile.js';

describe('the profile of a check', () => {
  it.each([
    ['dockerfile/multi-stage', undefined, 'quick'],
    ['compose/parses', undefined, 'quick'],
    ['compose/parses', 'full', 'full'],
    ['image/no-secrets', undefined, 'standard'],
    ['scale/replica-safe', 'full', 'full'],
    ['mcp/initialize', 'quick', 'quick'],
  ] as const)('of %s with %s is %s', (id, profile, expected) => {
    expect(profileOf({ id, ...(profile && { profile }) })).toBe(expected);
  });

  it('is part of every larger one', () => {
    const inside = (profile: 'quick' | 'standard' | 'full') =>
      (['quick', 'standard', 'full'] as const).map((own) => isInProfile({ id: 'a/b', profile: own }, profile));
    expect([inside('quick'), inside('standard'), inside('full')]).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });
});

it('is quick for no check that reads layers, asks a registry, or wants a second container', () => {
  const dear = new Set(['imageContents', 'baseImage', 'baseImages', 'tlsInterception', 'hardened']);
  const wrong = checks.filter((check) => profileOf(check) === 'quick' && check.needs.some((name) => dear.has(name)));
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

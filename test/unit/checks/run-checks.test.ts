import { describe, expect, it } from 'vitest';
import nonRootUser from '../../../src/checks/image/non-root-user.js';
import { MOST_FINDINGS, runCheck, runChecks } from '../../../src/checks/run-checks.js';
import { imageConfig } from '../../support/image-facts.js';

describe('runCheck', () => {
  it('is unknown, with the reason, when a fact could not be had', () => {
    const { outcome, reason } = runCheck(nonRootUser, {
      imageConfig: { status: 'unknown', reason: 'The engine went away.' },
    });
    expect({ outcome, reason }).toEqual({ outcome: 'unknown', reason: 'The engine went away.' });
  });

  it('is unknown when a fact was never collected', () => {
    expect(runCheck(nonRootUser, {}).outcome).toBe('unknown');
  });

  it('does not apply when a fact is out of place', () => {
    expect(
      runCheck(nonRootUser, { imageConfig: { status: 'not-applicable', reason: 'A URL has no image.' } }).outcome,
    ).toBe('not-applicable');
  });

  it('reports a crash of the check as an error of ours', () => {
    const broken = {
      ...nonRootUser,
      run: () => {
        throw new Error('oh');
      },
    };
    const { outcome, reason } = runCheck(broken, { imageConfig: { status: 'known', value: imageConfig() } });
    expect({ outcome, reason }).toEqual({ outcome: 'error', reason: 'The check itself broke: oh' });
  });

  it('shows only the facts that the check needs', () => {
    let seen: string[] = [];
    const curious = {
      ...nonRootUser,
      run: (facts: object) => {
        seen = Object.keys(facts);
        return [];
      },
    };
    runCheck(curious, {
      imageConfig: { status: 'known', value: imageConfig() },
      memory: { status: 'known', value: { usageBytes: 1 } },
    });
    expect(seen).toEqual(['imageConfig']);
  });

  it('takes the severest finding', () => {
    const mixed = {
      ...nonRootUser,
      run: () => [
        { message: 'a', severity: 'info' as const },
        { message: 'b', severity: 'warning' as const },
      ],
    };
    expect(runCheck(mixed, { imageConfig: { status: 'known', value: imageConfig() } }).severity).toBe('warning');
  });

  it('keeps the severest of thousands of findings, and says how many there are besides', () => {
    const many = {
      ...nonRootUser,
      run: () =>
        Array.from({ length: 90_000 }, (_, index) => ({
          message: `Tool "t${index}" is not as it should be.`,
          severity: index === 80_000 ? ('error' as const) : ('warning' as const),
        })),
    };
    const { findings, severity } = runCheck(many, { imageConfig: { status: 'known', value: imageConfig() } });
    expect(findings).toHaveLength(MOST_FINDINGS);
    expect(severity).toBe('error');
    expect(findings.at(-2)?.message).toContain('t80000');
    expect(findings.at(-1)).toMatchObject({ message: 'There are 89501 more like these.', severity: 'warning' });
  });
});

describe('runChecks', () => {
  it('orders by id', () => {
    const ids = runChecks(
      [
        { ...nonRootUser, id: 'b/b' },
        { ...nonRootUser, id: 'a/a' },
      ],
      {},
    ).map(({ id }) => id);
    expect(ids).toEqual(['a/a', 'b/b']);
  });

  it.each([
    { name: 'the clock that it is given', clock: [clockOf(100, 103.5)], durationMs: 3.5 },
    { name: 'a fine clock, to a tenth of a millisecond', clock: [clockOf(100, 101.23456)], durationMs: 1.2 },
    { name: 'a clock that goes back', clock: [clockOf(100, 90)], durationMs: 0 },
    { name: 'no clock', clock: [], durationMs: 0 },
  ])('takes its time from $name', ({ clock, durationMs }) => {
    expect(runChecks([nonRootUser], {}, ...clock)[0]?.durationMs).toBe(durationMs);
  });
});

function clockOf(...times: number[]): () => number {
  return () => times.shift() ?? 0;
}

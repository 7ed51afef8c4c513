import { describe, expect, it } from 'vitest';
import type { CollectedFacts } from '../../../src/model/facts.js';
import { withOrigin } from '../../../src/plan/contract-origin.js';
import { contract } from '../../support/contract.js';

const known = <Value>(value: Value) => ({ status: 'known' as const, value });
const { sdks: _, ...bare } = contract({ image: { id: 'sha256:1' } });
const collected = (more: CollectedFacts): CollectedFacts => ({
  contract: known({ contract: bare, listed: true, faults: [] }),
  ...more,
});
const originOf = (more: CollectedFacts) => {
  const fact = withOrigin(collected(more)).contract;
  return fact?.status === 'known' ? { image: fact.value.contract.image, sdks: fact.value.contract.sdks } : undefined;
};
const base = { matchedLayers: 1, builderFroms: [], startsWithBuilder: false };

describe('withOrigin', () => {
  it('adds what the run has found', () => {
    expect(
      originOf({
        baseImage: known({ ...base, finalFrom: 'node:24@sha256:2' }),
        mcpSdks: known([
          { name: 'typescript-2', version: '2.4.0', path: '/b' },
          { name: 'fastmcp', version: '4.1.2', path: '/a' },
          { name: 'python-1', path: '/c' },
        ]),
      }),
    ).toEqual({
      image: { id: 'sha256:1', base: { reference: 'node:24', digest: 'sha256:2' } },
      sdks: { fastmcp: '4.1.2', 'typescript-2': '2.4.0' },
    });
    expect(originOf({ baseImage: known({ ...base, matched: 'debian:12' }) })).toEqual({
      image: { id: 'sha256:1', base: { reference: 'debian:12' } },
    });
  });

  it('leaves out what it has not looked for', () => {
    expect(originOf({})).toEqual({ image: { id: 'sha256:1' } });
    expect(originOf({ baseImage: { status: 'unknown', reason: 'gone' } })).toEqual({ image: { id: 'sha256:1' } });
    expect(withOrigin({})).toEqual({});
  });
});

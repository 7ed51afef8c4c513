import { describe, expect, it } from 'vitest';
import type { CollectedFacts } from '../../../src/model/facts.js';
import { everAnswered, withoutGuesses } from '../../../src/plan/without-guesses.js';
import { httpSession, silentSession, stdioSession } from '../../support/mcp-facts.js';
import { start } from '../../support/run-facts.js';

const known = <Value>(value: Value) => ({ status: 'known' as const, value });
const factsOf = (transport: 'http' | 'stdio') =>
  transport === 'http' ? (['httpStart', 'mcpHttp'] as const) : (['stdioStart', 'mcpStdio'] as const);

const silentStdio: CollectedFacts = {
  httpStart: known(start()),
  stdioStart: known(start()),
  mcpHttp: known(httpSession()),
  mcpStdio: known(silentSession({ transport: 'stdio' })),
};

describe('withoutGuesses', () => {
  it('takes back a guessed transport that does not answer', () => {
    const { mcpHttp, mcpStdio, stdioStart } = withoutGuesses(silentStdio, { transportsFrom: 'image' }, factsOf);
    expect(mcpHttp).toEqual(silentStdio.mcpHttp);
    const reason = 'The image seems to have no stdio transport: it declares none, and nothing answered.';
    expect([mcpStdio, stdioStart]).toEqual([
      { status: 'not-applicable', reason },
      { status: 'not-applicable', reason },
    ]);
  });

  it.each(['config', 'label'] as const)('leaves one that the %s declares', (transportsFrom) => {
    expect(withoutGuesses(silentStdio, { transportsFrom }, factsOf)).toBe(silentStdio);
  });

  it.each([
    { name: 'both answer', mcpStdio: stdioSession() },
    { name: 'the silent one wants authorization', mcpStdio: silentSession({ transport: 'stdio', authRequired: true }) },
  ])('changes nothing when $name', ({ mcpStdio }) => {
    const facts = { ...silentStdio, mcpStdio: known(mcpStdio) };
    expect(withoutGuesses(facts, { transportsFrom: 'image' }, factsOf)).toBe(facts);
  });

  it('changes nothing when none answers', () => {
    const facts = { ...silentStdio, mcpHttp: known(silentSession()) };
    expect(withoutGuesses(facts, { transportsFrom: 'image' }, factsOf)).toBe(facts);
  });
});

describe('everAnswered', () => {
  const gone = { status: 'unknown' as const, reason: 'gone' };
  it.each([
    { name: 'nothing was run', facts: {}, answer: undefined },
    {
      name: 'all that was run is out of place',
      facts: { mcpHttp: { status: 'not-applicable', reason: '' } },
      answer: undefined,
    },
    { name: 'a session', facts: silentStdio, answer: true },
    { name: 'only the health path', facts: { httpStart: known(start()), mcpHttp: gone }, answer: true },
    { name: 'silence', facts: { httpStart: known(start({ readyMs: undefined })), mcpStdio: gone }, answer: false },
  ] satisfies { name: string; facts: CollectedFacts; answer: boolean | undefined }[])(
    'says $answer for $name',
    ({ facts, answer }) => {
      expect(everAnswered(facts)).toBe(answer);
    },
  );
});

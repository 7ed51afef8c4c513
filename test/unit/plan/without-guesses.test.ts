import { describe, expect, it } from 'vitest';
import type { CollectedFacts } from '../../../src/model/facts.js';
import { everAnswered, nothingSpeaksMcp, withoutTransport, wrongGuess } from '../../../src/plan/without-guesses.js';
import { httpSession, silentSession, stdioSession } from '../../support/mcp-facts.js';
import { exit, start } from '../../support/run-facts.js';

const known = <Value>(value: Value) => ({ status: 'known' as const, value });
const silentStdio: CollectedFacts = {
  httpStart: known(start()),
  stdioStart: known(start()),
  mcpHttp: known(httpSession()),
  mcpStdio: known(silentSession({ transport: 'stdio' })),
};

const unknown = { status: 'unknown' as const, reason: 'gone' };
const both = { http: { port: 3000, path: '/mcp' }, stdio: {} };

describe('wrongGuess', () => {
  it.each([
    { name: 'HTTP answers and stdio does not', facts: silentStdio, wrong: 'stdio' },
    {
      name: 'stdio answers and HTTP does not',
      facts: { mcpHttp: unknown, mcpStdio: known(stdioSession()) },
      wrong: 'http',
    },
    { name: 'both answer', facts: { ...silentStdio, mcpStdio: known(stdioSession()) }, wrong: undefined },
    {
      name: 'the silent one wants authorization',
      facts: { ...silentStdio, mcpStdio: known(silentSession({ transport: 'stdio', authRequired: true })) },
      wrong: undefined,
    },
    {
      name: 'it ends at once',
      facts: { httpStart: known(start({ readyMs: undefined, exited: exit() })), mcpStdio: known(silentSession()) },
      wrong: undefined,
    },
    {
      name: 'neither answers',
      facts: { ...silentStdio, httpStart: known(start({ readyMs: undefined })), mcpHttp: known(silentSession()) },
      wrong: 'stdio',
    },
    { name: 'nothing was run', facts: {}, wrong: undefined },
  ] satisfies { name: string; facts: CollectedFacts; wrong: string | undefined }[])(
    'is $wrong when $name',
    ({ facts, wrong }) => {
      expect(wrongGuess(facts, { transportsFrom: 'image', transports: both })).toBe(wrong);
    },
  );

  it('is none of a transport that the image was never thought to have', () => {
    const facts = { mcpStdio: known(stdioSession()) };
    expect(wrongGuess(facts, { transportsFrom: 'image', transports: { stdio: {} } })).toBeUndefined();
  });

  it.each(['config', 'label'] as const)('is none where the %s declares them', (transportsFrom) => {
    expect(wrongGuess(silentStdio, { transportsFrom, transports: both })).toBeUndefined();
  });
});

describe('withoutTransport', () => {
  it('puts what was read over it out of place', () => {
    const { mcpHttp, mcpStdio, stdioStart } = withoutTransport(silentStdio, 'stdio', ['stdioStart', 'mcpStdio']);
    expect(mcpHttp).toEqual(silentStdio.mcpHttp);
    const reason = 'The image seems to have no stdio transport: it declares none, and nothing answered.';
    expect([mcpStdio, stdioStart]).toEqual([
      { status: 'not-applicable', reason },
      { status: 'not-applicable', reason },
    ]);
  });
});

describe('nothingSpeaksMcp', () => {
  it.each([
    { facts: {}, answer: false },
    { facts: silentStdio, answer: false },
    { facts: { httpStart: known(start()), mcpHttp: known(silentSession()) }, answer: true },
    { facts: { mcpStdio: unknown }, answer: true },
  ] satisfies { facts: CollectedFacts; answer: boolean }[])('row %#: $answer', ({ facts, answer }) => {
    expect(nothingSpeaksMcp(facts)).toBe(answer);
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

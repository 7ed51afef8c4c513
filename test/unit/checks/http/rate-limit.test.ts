import rateLimit from '../../../../src/checks/http/rate-limit.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const SEEN = {
  method: 'ping',
  sent: 28,
  answered: 20,
  durationMs: 60,
  limited: true,
  retryAfter: '59',
  command: 'docker run --rm -p 127.0.0.1:3000:3000 todo:1.0.0 http',
};
const facts = (overrides: Partial<typeof SEEN & { other: string }> = {}) => ({
  rateLimit: { ...SEEN, ...overrides },
  settings: settings({ rateLimit: { requests: 20, windowMs: 60_000, env: {} } }),
});
const { retryAfter: _, ...SILENT } = SEEN;

testCheck(rateLimit, {
  pass: [
    { name: 'a limit that is kept', facts: facts() },
    { name: 'a date in place of seconds', facts: facts({ retryAfter: 'Sun, 22 Nov 2026 02:00:00 GMT' }) },
    { name: 'a window of time that ended meanwhile', facts: facts({ answered: 39 }) },
  ],
  fail: [
    {
      name: 'no limit',
      facts: facts({ limited: false, sent: 41, answered: 41 }),
      messages: ['The server answered all of 41 requests; the limit is 20 per 60 s.'],
    },
    {
      name: 'another refusal',
      facts: facts({ limited: false, other: '503' }),
      messages: ['After 20 of 28 requests the server answered 503 and not 429; the limit is 20 per 60 s.'],
    },
    {
      name: 'a limit that is much lower',
      facts: facts({ answered: 5 }),
      messages: ['The server refused after 5 requests; the limit is 20 per 60 s.'],
    },
    {
      name: 'no word of when to come back',
      facts: { ...facts(), rateLimit: SILENT },
      messages: ['The 429 has no Retry-After header.'],
    },
    {
      name: 'a word that is no time',
      facts: facts({ retryAfter: 'soon' }),
      messages: ['The Retry-After of the 429 is neither seconds nor a date: "soon".'],
    },
  ],
  unknown: [
    {
      name: 'a server that is too slow to be asked so often',
      facts: facts({ limited: false, sent: 18, answered: 18, durationMs: 30_000 }),
      reason: 'Only 18 requests could be made within 30 s; the limit is 20 per 60 s.',
    },
  ],
  notApplicable: [{ name: 'no limit that is declared', facts: { rateLimit: SEEN, settings: settings() } }],
});

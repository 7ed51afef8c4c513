import { expect, it } from 'vitest';
import stdoutClean from '../../../../src/checks/mcp/stdout-clean.js';
import { stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const clean = { bytes: 900, messages: 6, offending: [], offendingLines: 0, truncated: false };

testCheck(stdoutClean, {
  pass: [{ name: 'messages only', facts: { stdout: clean, mcpStdio: stdioSession() } }],
  fail: [
    {
      name: 'a banner',
      facts: {
        stdout: { ...clean, offending: [{ line: 1, text: 'Starting...', reason: 'no JSON' }], offendingLines: 1 },
        mcpStdio: stdioSession(),
      },
      messages: ['1 line on stdout that is no JSON-RPC, beside 6 messages. Line 1 (no JSON): Starting...'],
    },
    {
      name: 'a flood',
      facts: {
        stdout: {
          ...clean,
          messages: 0,
          offending: [{ line: 1, text: 'x', reason: 'no JSON' }],
          offendingLines: 5_000,
          truncated: true,
        },
        mcpStdio: stdioSession(),
      },
      messages: ['5000 lines on stdout that are no JSON-RPC, beside 0 messages. Line 1 (no JSON): x'],
    },
  ],
  notApplicable: [
    {
      name: 'a server that wrote nothing',
      facts: { stdout: { ...clean, bytes: 0, messages: 0 }, mcpStdio: stdioSession() },
    },
  ],
});

it('says how many lines it does not show', () => {
  const offending = Array.from({ length: 8 }, (_, index) => ({ line: index + 1, text: 'x', reason: 'no JSON' }));
  const answer = stdoutClean.run({
    stdout: { ...clean, messages: 1, offending, offendingLines: 20 },
    mcpStdio: stdioSession(),
  } as never);
  const [finding] = Array.isArray(answer) ? answer : [];
  expect(finding?.message).toContain('beside 1 message.');
  expect(finding?.evidence?.slice(-2)).toEqual(['5: x (no JSON)', '… and 15 more']);
});

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
      name: 'a banner, a message that is none, and one in another encoding',
      facts: {
        stdout: {
          ...clean,
          offending: [
            { line: 1, text: 'Starting...', reason: 'no JSON' },
            { line: 3, text: '{"jsonrpc":"2.0"}', reason: 'a result without an id', kind: 'message', asked: 'ping' },
            { line: 4, text: '…\ufffd…', reason: 'bytes that are no UTF-8', kind: 'encoding', asked: 'tools/list' },
          ],
          offendingLines: 9,
        },
        mcpStdio: stdioSession(),
      },
      messages: [
        '7 lines on stdout that are no JSON-RPC, beside 6 messages. Line 1 (no JSON): Starting...',
        '1 line on stdout that is meant as JSON-RPC and is no message, beside 6 messages. Line 3 (a result without an id): {"jsonrpc":"2.0"}',
        '1 line on stdout that is no UTF-8, beside 6 messages. Line 4 (bytes that are no UTF-8): …\ufffd…',
      ],
      remedies: [
        undefined,
        'Write each message whole on one line: jsonrpc "2.0", and in an answer the id of the request with either a result or an error. A notification has no answer.',
        'Write stdout in UTF-8, whatever the locale of the process says.',
      ],
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
  unknown: [
    {
      name: 'a flood of messages',
      facts: { stdout: { ...clean, bytes: 80_000_000, messages: 200_000, truncated: true }, mcpStdio: stdioSession() },
      reason:
        'Of 80 MB on stdout only the beginning was read, and that is JSON-RPC; have the server say less while it is verified.',
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

it('shows a line by the bad input after which it came', () => {
  const line = { line: 9, text: 'x', reason: 'no JSON', asked: 'ping', written: 'printf %s null; echo' };
  const answer = stdoutClean.run({
    stdout: { ...clean, offending: [line], offendingLines: 1 },
    mcpStdio: stdioSession(),
  } as never);
  const [finding] = Array.isArray(answer) ? answer : [];
  expect(finding?.repro).toContain('; printf %s null; echo; sleep 3; } | ');
  expect(finding?.repro).toMatch(/ 2>\/dev\/null \| grep -v '"jsonrpc"'$/u);
});

it.each([
  [undefined, '"method":"initialize"'],
  ['server/discover', '"method":"server/discover"'],
  ['ping', '"method":"ping"'],
  ['tools/call', '"method":"tools/list"'],
])('shows the line by the question after which it came: %s', (asked, words) => {
  const line = { line: 1, text: 'x', reason: 'no JSON', ...(asked === undefined ? {} : { asked }) };
  const answer = stdoutClean.run({
    stdout: { ...clean, offending: [line], offendingLines: 1 },
    mcpStdio: stdioSession(),
  } as never);
  const [finding] = Array.isArray(answer) ? answer : [];
  expect(finding?.repro).toContain(words);
  expect(finding?.repro).toMatch(/ 2>\/dev\/null \| grep -v '"jsonrpc"'$/u);
});

import ping from '../../../../src/checks/mcp/ping.js';
import { failure, httpSession, refusal, result, stdioSession, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession(), stdioSession()];

testCheck(ping, {
  pass: [
    { name: 'an empty result', facts: { mcpSessions, mcpUtilities: [utilities()] } },
    {
      name: 'a result with metadata alone, in less than a second',
      facts: {
        mcpSessions,
        mcpUtilities: [utilities({ ping: { ...result('ping', { _meta: {} }), durationMs: 2_900 } })],
      },
    },
  ],
  fail: [
    {
      name: 'an error, and no answer',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({ ping: refusal('ping', -32_601, 'Method not found') }),
          utilities({ transport: 'stdio', ping: failure('ping', 'timeout', 'no answer within 5.0 s') }),
        ],
      },
      messages: [
        'Over HTTP, ping got error -32601 "Method not found" instead of an empty result.',
        'Over stdio, ping got no answer within 5.0 s instead of an empty result.',
      ],
    },
    {
      name: 'the end of the server',
      facts: {
        mcpSessions,
        mcpUtilities: [utilities({ transport: 'stdio', ping: failure('ping', 'ended', 'it exited with code 1: oh') })],
      },
      messages: ['Over stdio, the server ends when it is asked for ping: it exited with code 1: oh.'],
    },
    {
      name: 'an answer that takes its time',
      facts: { mcpSessions, mcpUtilities: [utilities({ ping: { ...result('ping', {}), durationMs: 3_500 } })] },
      messages: ['Over HTTP, ping was answered after 3.5 s.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    {
      name: 'the modern era',
      facts: { mcpSessions, mcpUtilities: [utilities({ era: '2026-07-28', ping: undefined })] },
      reason: 'ping was not asked: the conversation was one of 2026-07-28, which has none.',
    },
    {
      name: 'a server of the handshake era that was gone',
      facts: { mcpSessions, mcpUtilities: [utilities({ transport: 'stdio', ping: undefined })] },
      reason: 'ping was not asked: the server was gone before.',
    },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions, mcpUtilities: [utilities({ limited: 429, ping: undefined })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

import cancellation from '../../../../src/checks/mcp/cancellation.js';
import type { Utilities } from '../../../../src/model/facts/utilities.js';
import { failure, httpSession, refusal, result, stdioSession, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession(), stdioSession()];
const cancelled = (overrides: Partial<Utilities['cancellations'][number]>, transport: 'http' | 'stdio' = 'stdio') => ({
  mcpSessions,
  mcpUtilities: [
    utilities({
      transport,
      cancellations: [
        {
          era: 'handshake',
          method: 'tools/list',
          by: 'notification',
          notificationAnswered: false,
          next: result('ping', {}),
          ...overrides,
        },
      ],
    }),
  ],
});

testCheck(cancellation, {
  pass: [
    { name: 'a request that is never answered', facts: cancelled({}) },
    { name: 'one that was answered already', facts: cancelled({ answered: 'before', answeredAfterMs: 900 }) },
    { name: 'one whose answer was under way', facts: cancelled({ answered: 'after', answeredAfterMs: 40 }) },
    {
      name: 'a living server that answers with an error',
      facts: cancelled({ next: refusal('ping', -32_601, 'none') }),
    },
    {
      name: 'a living server that answers badly',
      facts: cancelled({ next: failure('ping', 'not-json-rpc', 'an answer that is no JSON-RPC') }),
    },
  ],
  fail: [
    {
      name: 'a server that ends',
      facts: cancelled({ next: failure('ping', 'closed', 'it exited with code 1: error') }),
      messages: [
        'Over stdio in the handshake era, the server does not go on after a request was cancelled: ping got it exited with code 1: error.',
      ],
    },
    {
      name: 'a server that falls silent after a closed connection',
      facts: cancelled(
        {
          era: '2026-07-28',
          by: 'connection',
          next: failure('server/discover', 'timeout', 'no answer within 5.0 s'),
        },
        'http',
      ),
      messages: [
        'Over HTTP in 2026-07-28, the server does not go on after the connection of a request was closed: server/discover got no answer within 5.0 s.',
      ],
      severities: ['warning'],
    },
    {
      name: 'an answer to the notification, and a late one',
      facts: cancelled({ notificationAnswered: true, answered: 'after', answeredAfterMs: 180, tool: 'list_tasks' }),
      messages: [
        'Over stdio in the handshake era, notifications/cancelled was answered, although notifications have no answer.',
        'Over stdio in the handshake era, tools/list was answered 0.2 s after it was cancelled, and after what was asked later.',
      ],
      severities: ['error', 'warning'],
    },
  ],
  notApplicable: [
    {
      name: 'a server that was found running',
      facts: { mcpSessions, mcpUtilities: [utilities({ cancellations: [], cancellationSkipped: 'not there' })] },
    },
    { name: 'nothing to cancel', facts: { mcpSessions, mcpUtilities: [utilities({ cancellations: [] })] } },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions, mcpUtilities: [utilities({ limited: 429, cancellations: [] })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

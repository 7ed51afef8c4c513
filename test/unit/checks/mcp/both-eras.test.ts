import bothEras from '../../../../src/checks/mcp/both-eras.js';
import { failure, httpSession, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(bothEras, {
  pass: [{ name: 'both eras on both transports', facts: { mcpSessions: [httpSession(), stdioSession()] } }],
  fail: [
    {
      name: 'the handshake era only',
      facts: { mcpSessions: [httpSession({ eras: ['handshake'] })] },
      messages: [
        'Over HTTP the server speaks only the handshake era (2025-11-25): clients that have only 2026-07-28 cannot connect.',
      ],
    },
    {
      name: '2026-07-28 only, on one transport',
      facts: { mcpSessions: [httpSession(), stdioSession({ eras: ['2026-07-28'] })] },
      messages: ['Over stdio the server speaks only 2026-07-28: clients that open with initialize cannot connect.'],
    },
    {
      name: 'a server that ends at server/discover',
      facts: {
        mcpSessions: [
          stdioSession({
            eras: ['handshake'],
            discover: failure('server/discover', 'closed', 'it exited with code 1'),
          }),
        ],
      },
      messages: [
        'Over stdio the server speaks only the handshake era (2025-11-25) and does not survive server/discover (it exited with code 1): clients that try 2026-07-28 first must start it twice.',
      ],
    },
    {
      name: 'a server that is silent at server/discover',
      facts: {
        mcpSessions: [
          stdioSession({
            eras: ['handshake'],
            discover: failure('server/discover', 'timeout', 'no answer within 15 s'),
          }),
        ],
      },
      messages: [
        'Over stdio the server answers only the handshake era (2025-11-25); to server/discover came no answer within 15 s: clients that have only 2026-07-28 cannot connect.',
      ],
    },
  ],
  notApplicable: [{ name: 'a silent server', facts: { mcpSessions: [silentSession()] } }],
});

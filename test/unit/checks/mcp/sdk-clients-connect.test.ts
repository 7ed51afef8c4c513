import sdkClientsConnect from '../../../../src/checks/mcp/sdk-clients-connect.js';
import { httpSession, refusal, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const sdk1 = { client: '@modelcontextprotocol/sdk 1.x', era: 'handshake' as const };
const sdk2 = { client: '@modelcontextprotocol/client 2.x', era: '2026-07-28' as const };
const tools = ['list_tasks'];

const refusing = { ...sdk1, error: 'Invalid input: \u001b[31mexpected boolean' };

testCheck(sdkClientsConnect, {
  pass: [
    {
      name: 'all tools in both',
      facts: {
        mcpSessions: [
          httpSession({
            sdk: [
              { ...sdk1, tools },
              { ...sdk2, tools },
            ],
          }),
          stdioSession({ sdk: [{ ...sdk1, tools }] }),
        ],
      },
    },
  ],
  fail: [
    {
      name: 'a library that refuses the answer over both transports',
      facts: {
        mcpSessions: [httpSession({ sdk: [refusing, { ...sdk2, tools }] }), stdioSession({ sdk: [refusing] })],
      },
      messages: [
        'Over HTTP and stdio, @modelcontextprotocol/sdk 1.x cannot list the tools: Invalid input: \\u001b[31mexpected boolean',
      ],
    },
    {
      name: 'a library that refuses the answer over stdio',
      facts: { mcpSessions: [httpSession({ sdk: [{ ...sdk1, tools }] }), stdioSession({ sdk: [refusing] })] },
      messages: [
        'Over stdio, @modelcontextprotocol/sdk 1.x cannot list the tools: Invalid input: \\u001b[31mexpected boolean',
      ],
    },
    {
      name: 'a library that leaves a tool out',
      facts: { mcpSessions: [httpSession({ sdk: [{ ...sdk2, tools: [] }] })] },
      messages: ['Over HTTP, @modelcontextprotocol/client 2.x leaves out "list_tasks".'],
    },
  ],
  unknown: [
    {
      name: 'a server that takes one client, and that is us',
      facts: {
        mcpSessions: [
          httpSession({
            sdk: [{ ...sdk2, tools }],
            secondClient: refusal('initialize', -32_600, 'Server already initialized'),
          }),
        ],
      },
      reason:
        'The client library of the handshake era could not connect, since the server refuses a second client while the first is connected; see http/session-rules.',
    },
  ],
  notApplicable: [{ name: 'libraries that were not tried', facts: { mcpSessions: [httpSession(), stdioSession()] } }],
});

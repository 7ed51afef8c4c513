import sdkClientsConnect from '../../../../src/checks/mcp/sdk-clients-connect.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const sdk1 = { client: '@modelcontextprotocol/sdk 1.x', era: 'handshake' as const };
const sdk2 = { client: '@modelcontextprotocol/client 2.x', era: '2026-07-28' as const };
const tools = ['list_tasks'];

testCheck(sdkClientsConnect, {
  pass: [
    {
      name: 'all tools in both',
      facts: {
        mcpHttp: httpSession({
          sdk: [
            { ...sdk1, tools },
            { ...sdk2, tools },
          ],
        }),
      },
    },
  ],
  fail: [
    {
      name: 'a library that refuses the answer',
      facts: {
        mcpHttp: httpSession({
          sdk: [
            { ...sdk1, error: 'Invalid input: \u001b[31mexpected boolean' },
            { ...sdk2, tools },
          ],
        }),
      },
      messages: ['@modelcontextprotocol/sdk 1.x cannot list the tools: Invalid input: \\u001b[31mexpected boolean'],
    },
    {
      name: 'a library that leaves a tool out',
      facts: { mcpHttp: httpSession({ sdk: [{ ...sdk2, tools: [] }] }) },
      messages: ['@modelcontextprotocol/client 2.x leaves out "list_tasks".'],
    },
  ],
  notApplicable: [{ name: 'libraries that were not tried', facts: { mcpHttp: httpSession() } }],
});

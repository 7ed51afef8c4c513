import transportsAgree from '../../../../src/checks/mcp/transports-agree.js';
import { httpSession, silentSession, stdioSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const two = [tool(), tool({ name: 'export_tasks' })];

testCheck(transportsAgree, {
  pass: [
    { name: 'the same tools everywhere', facts: { mcpSessions: [httpSession(), stdioSession()] } },
    {
      name: 'the same schemas with their keys in another order',
      facts: {
        mcpSessions: [
          httpSession({ tools: [tool({ inputSchema: { type: 'object', required: [] } })] }),
          stdioSession({ tools: [tool({ inputSchema: { required: [], type: 'object' } })] }),
        ],
      },
    },
    {
      name: 'schemas of two eras in two dialects',
      facts: {
        mcpSessions: [
          httpSession(),
          stdioSession({ eras: ['2026-07-28'], tools: [tool({ inputSchema: { $schema: 'x', type: 'object' } })] }),
        ],
      },
    },
  ],
  fail: [
    {
      name: 'a tool over HTTP only',
      facts: {
        mcpSessions: [httpSession({ tools: two, toolsInOtherEra: two.map(({ name }) => name) }), stdioSession()],
      },
      messages: ['The lists of tools differ: "export_tasks" only over HTTP.'],
    },
    {
      name: 'other tools in the other era',
      facts: { mcpSessions: [httpSession({ toolsInOtherEra: ['list_all'] })] },
      messages: ['The lists of tools differ: "list_tasks" only over HTTP; "list_all" only over HTTP in 2026-07-28.'],
    },
    {
      name: 'another schema',
      facts: {
        mcpSessions: [
          httpSession(),
          stdioSession({ tools: [tool({ inputSchema: { type: 'object', required: ['all'] } })] }),
        ],
      },
      messages: ['"list_tasks" has other schemas over stdio than over HTTP.'],
    },
  ],
  notApplicable: [
    { name: 'one list', facts: { mcpSessions: [stdioSession()] } },
    { name: 'one list beside a silent transport', facts: { mcpSessions: [silentSession(), stdioSession()] } },
    { name: 'a silent server', facts: { mcpSessions: [silentSession()] } },
  ],
});

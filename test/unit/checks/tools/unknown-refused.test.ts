import unknownRefused from '../../../../src/checks/tools/unknown-refused.js';
import { failure, httpSession, refusal, result, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(unknownRefused, {
  pass: [{ name: 'the protocol error', facts: { mcpSessions: [httpSession(), stdioSession()] } }],
  fail: [
    {
      name: 'a good result',
      facts: { mcpSessions: [httpSession({ unknownTool: result('tools/call', { content: [] }) })] },
      messages: [
        'Over HTTP in the handshake era, a call of a tool that does not exist is answered as if it had worked.',
      ],
    },
    {
      name: 'an error result',
      facts: { mcpSessions: [stdioSession({ unknownTool: result('tools/call', { isError: true }) })] },
      messages: [
        'Over stdio in the handshake era, a tool that does not exist is refused with a tool result instead of the error -32602.',
      ],
      severities: ['warning'],
    },
    {
      name: 'another code',
      facts: { mcpSessions: [stdioSession({ unknownTool: refusal('tools/call', -32_601, 'No such tool') })] },
      messages: [
        'Over stdio in the handshake era, a tool that does not exist is refused with error -32601 "No such tool" instead of -32602.',
      ],
      severities: ['warning'],
    },
    {
      name: 'an answer that is none',
      facts: {
        mcpSessions: [
          stdioSession({ unknownTool: failure('tools/call', 'not-json-rpc', 'an answer that is no JSON-RPC') }),
        ],
      },
      messages: [
        'Over stdio in the handshake era, a call of a tool that does not exist got an answer that is no JSON-RPC.',
      ],
    },
    {
      name: 'the end of the server',
      facts: { mcpSessions: [stdioSession({ unknownTool: failure('tools/call', 'ended', 'it exited with code 1') })] },
      messages: [
        'Over stdio in the handshake era, the server ends when a tool is called that does not exist: it exited with code 1.',
      ],
    },
    {
      name: 'no answer',
      facts: {
        mcpSessions: [stdioSession({ unknownTool: failure('tools/call', 'timeout', 'no answer within 5.0 s') })],
      },
      messages: [
        'Over stdio in the handshake era, a call of a tool that does not exist got no answer: no answer within 5.0 s.',
      ],
    },
  ],
  notApplicable: [
    { name: 'no tools', facts: { mcpSessions: [stdioSession({ tools: [], unknownTool: undefined })] } },
    { name: 'no list of tools', facts: { mcpSessions: [stdioSession({ tools: undefined, unknownTool: undefined })] } },
    { name: 'a server that is gone', facts: { mcpSessions: [stdioSession({ unknownTool: undefined })] } },
    { name: 'a silent server', facts: { mcpSessions: [silentSession()] } },
  ],
});

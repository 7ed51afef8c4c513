import unknownMethod from '../../../../src/checks/mcp/unknown-method.js';
import { failure, httpSession, refusal, result, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const METHOD = 'mcp-dock/no-such-method';
const notFound = refusal(METHOD, -32_601, 'Method not found');

testCheck(unknownMethod, {
  pass: [{ name: 'the proper error in both eras', facts: { mcpSessions: [httpSession(), stdioSession()] } }],
  fail: [
    {
      name: 'a page in place of an error',
      facts: {
        mcpSessions: [
          stdioSession(),
          httpSession({
            unknownMethod: failure(METHOD, 'not-json', 'HTTP 500 with a body that is no JSON (text/html)'),
          }),
        ],
      },
      messages: [
        `Over HTTP in the handshake era, the unknown method ${METHOD} got HTTP 500 with a body that is no JSON (text/html).`,
      ],
    },
    {
      name: 'the end of the server',
      facts: { mcpSessions: [stdioSession({ unknownMethod: failure(METHOD, 'ended', 'it exited with code 1: oh') })] },
      messages: [
        `Over stdio in the handshake era, the server ends when it is asked for the unknown method ${METHOD}: it exited with code 1: oh.`,
      ],
      severities: ['error'],
    },
    {
      name: 'a result',
      facts: { mcpSessions: [stdioSession({ unknownMethod: result(METHOD, {}) })] },
      messages: [`Over stdio in the handshake era, the unknown method ${METHOD} got a result.`],
    },
    {
      name: 'another code',
      facts: { mcpSessions: [stdioSession({ unknownMethod: refusal(METHOD, -32_602, 'Invalid params') })] },
      messages: [
        `Over stdio in the handshake era, the unknown method ${METHOD} got error -32602 "Invalid params" instead of -32601.`,
      ],
      severities: ['warning'],
    },
    {
      name: 'another status in 2026-07-28',
      facts: {
        mcpSessions: [
          httpSession({ eras: ['2026-07-28'], otherEra: undefined, unknownMethod: { ...notFound, httpStatus: 200 } }),
        ],
      },
      messages: [`Over HTTP in 2026-07-28, the unknown method ${METHOD} got -32601 with HTTP 200 instead of 404.`],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    { name: 'a silent server', facts: { mcpSessions: [silentSession()] } },
    { name: 'a server that was gone', facts: { mcpSessions: [stdioSession({ unknownMethod: undefined })] } },
  ],
});

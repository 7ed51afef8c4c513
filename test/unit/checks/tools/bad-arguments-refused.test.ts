import badArgumentsRefused from '../../../../src/checks/tools/bad-arguments-refused.js';
import { failure, httpSession, refusal, result, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const asked = (answer: ReturnType<typeof result>) => {
  const badArguments = { tool: 'get_task', arguments: { id: { x: 1 } }, answer };
  return { mcpSessions: [httpSession({ badArguments }), stdioSession({ badArguments })] };
};
const TRIED = '"get_task" refused arguments of the wrong type; no other tool was tried.';

testCheck(badArgumentsRefused, {
  pass: [
    { name: 'an error result', facts: asked(result('tools/call', { isError: true, content: [] })), reason: TRIED },
    { name: 'a protocol error', facts: asked(refusal('tools/call', -32_602, 'Invalid params')), reason: TRIED },
    {
      name: 'a request for more input',
      facts: asked(result('tools/call', { resultType: 'input_required' })),
      reason: TRIED,
    },
  ],
  fail: [
    {
      name: 'a good result on both transports',
      facts: asked(result('tools/call', { content: [] })),
      messages: ['Tool "get_task", called with arguments that its inputSchema forbids, answers with a good result.'],
    },
    {
      name: 'an answer that is none',
      facts: asked(failure('tools/call', 'not-json', 'an answer that is no JSON')),
      messages: [
        'Tool "get_task", called with arguments that its inputSchema forbids, gives an answer that is no JSON.',
      ],
    },
    {
      name: 'a server that was gone',
      facts: asked(failure('tools/call', 'closed', 'it exited with code 1')),
      messages: [
        'Tool "get_task", called with arguments that its inputSchema forbids, does not answer: it exited with code 1.',
      ],
    },
    {
      name: 'a server that dies of it',
      facts: asked(failure('tools/call', 'ended', 'it exited with code 1')),
      messages: [
        'Tool "get_task", called with arguments that its inputSchema forbids, ends the server: it exited with code 1.',
      ],
    },
    {
      name: 'a server error',
      facts: asked({ ...refusal('tools/call', -32_603, 'TypeError'), httpStatus: 500 }),
      messages: [
        'Tool "get_task", called with arguments that its inputSchema forbids, answers with error -32603 "TypeError" (HTTP 500).',
      ],
    },
  ],
  notApplicable: [
    { name: 'no tool that may be called', facts: { mcpSessions: [httpSession({ badArgumentsSkipped: 'No tool.' })] } },
    { name: 'a silent server', facts: { mcpSessions: [silentSession()] } },
  ],
});

import concurrentCalls from '../../../../src/checks/mcp/concurrent-calls.js';
import { failure, httpSession, refusal, result, stdioSession, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession(), stdioSession()];

testCheck(concurrentCalls, {
  pass: [
    { name: 'the answers that each gets alone', facts: { mcpSessions, mcpUtilities: [utilities()] } },
    {
      name: 'an error that is the answer',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({
            together: {
              questions: [{ method: 'ping', alone: 'error', found: 'error', answer: refusal('ping', -32_601, 'none') }],
              strayAnswers: 0,
            },
          }),
        ],
      },
    },
  ],
  fail: [
    {
      name: 'silence alone',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({
            together: {
              questions: [
                { method: 'tools/list', alone: 'tools', found: 'tools', answer: result('tools/list', {}) },
                {
                  method: 'ping',
                  alone: 'empty',
                  found: 'none',
                  answer: failure('ping', 'timeout', 'no answer within 20 s'),
                },
              ],
              strayAnswers: 0,
            },
          }),
        ],
      },
      messages: [
        'Over HTTP, of 2 requests at once 1 gets another answer than alone: ping got no answer within 20 s instead of an empty result.',
      ],
      severities: ['warning'],
    },
    {
      name: 'answers of others, errors and silence',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({
            transport: 'stdio',
            together: {
              questions: [
                { method: 'tools/list', alone: 'tools', found: 'empty', answer: result('tools/list', {}) },
                { method: 'tools/list', alone: 'tools', found: 'empty', answer: result('tools/list', {}) },
                {
                  method: 'ping',
                  alone: 'empty',
                  found: 'none',
                  answer: failure('ping', 'timeout', 'no answer within 5.0 s'),
                },
                {
                  method: 'tools/call',
                  tool: 'list_tasks',
                  alone: 'content',
                  found: 'error',
                  answer: refusal('tools/call', -32_603, 'busy'),
                },
              ],
              strayAnswers: 1,
            },
          }),
        ],
      },
      messages: [
        'Over stdio, of 4 requests at once 4 get another answer than alone: tools/list got an empty result instead of a list of tools, ping got no answer within 5.0 s instead of an empty result, tools/call of "list_tasks" got error -32603 "busy" instead of the result of a call; 1 answer comes with an id that was answered before.',
      ],
    },
  ],
  notApplicable: [
    { name: 'nothing asked', facts: { mcpSessions, mcpUtilities: [utilities({ together: undefined })] } },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions, mcpUtilities: [utilities({ limited: 429, together: undefined })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

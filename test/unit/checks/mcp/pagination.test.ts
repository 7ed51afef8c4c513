import pagination from '../../../../src/checks/mcp/pagination.js';
import { failure, httpSession, result, stdioSession, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession(), stdioSession()];
const NEVER = 'a cursor came a second time, so the list never ends';
const again = failure('tools/list', 'repeated-page', 'nextCursor "" leads to the same page again');
const paged = { method: 'tools/list', pages: 3, count: 30, answer: result('tools/list', {}) };

testCheck(pagination, {
  pass: [
    { name: 'lists that end, and an error for a strange cursor', facts: { mcpSessions, mcpUtilities: [utilities()] } },
    {
      name: 'a cursor that is ignored where there is one page, as all SDKs do',
      facts: { mcpSessions, mcpUtilities: [utilities({ badCursor: result('tools/list', { tools: 1 }) })] },
    },
  ],
  fail: [
    {
      name: 'a list of resources that leads back to itself',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({
            lists: [{ method: 'resources/list', pages: 2, answer: failure('resources/list', 'endless-list', NEVER) }],
          }),
        ],
      },
      messages: [`Over HTTP, resources/list does not end: ${NEVER}.`],
    },
    {
      name: 'a list of tools without end',
      facts: {
        mcpSessions: [
          stdioSession({
            tools: undefined,
            listTools: failure('tools/list', 'endless-list', 'the list goes on after 50 pages'),
          }),
        ],
        mcpUtilities: [],
      },
      messages: ['Over stdio, tools/list does not end: the list goes on after 50 pages.'],
    },
    {
      name: 'a page that comes again, told of both lists of tools and said once',
      facts: {
        mcpSessions: [stdioSession({ listTools: again })],
        mcpUtilities: [utilities({ transport: 'stdio', lists: [{ ...paged, answer: again }] })],
      },
      messages: ['Over stdio, tools/list does not end: nextCursor "" leads to the same page again.'],
    },
    {
      name: 'a strange cursor that is taken for a good one, or breaks the server',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({ lists: [paged], badCursor: result('tools/list', { tools: 10 }) }),
          utilities({
            transport: 'stdio',
            badCursor: failure('tools/list', 'timeout', 'no answer within 5.0 s'),
          }),
        ],
      },
      messages: [
        'Over HTTP, tools/list with a cursor that was never given got a result instead of the error -32602.',
        'Over stdio, tools/list with a cursor that was never given got no answer within 5.0 s instead of an error.',
      ],
      severities: ['info', 'warning'],
    },
    {
      name: 'a cursor that ends the server',
      facts: {
        mcpSessions,
        mcpUtilities: [
          utilities({ transport: 'stdio', badCursor: failure('tools/list', 'ended', 'it exited with code 1: oh') }),
        ],
      },
      messages: [
        'Over stdio, tools/list with a cursor that was never given got the end of the server (it exited with code 1: oh) instead of an error.',
      ],
    },
  ],
  notApplicable: [
    { name: 'no list', facts: { mcpSessions, mcpUtilities: [utilities({ lists: [], badCursor: undefined })] } },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions, mcpUtilities: [utilities({ limited: 429, lists: [], badCursor: undefined })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

import progress from '../../../../src/checks/mcp/progress.js';
import type { Utilities } from '../../../../src/model/facts/utilities.js';
import { httpSession, result, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession()];
const seen = (overrides: Partial<NonNullable<Utilities['progress']>>) => ({
  mcpSessions,
  mcpUtilities: [
    utilities({
      progress: {
        tool: 'list_tasks',
        answer: result('tools/call', {}),
        values: [],
        foreignTokens: [],
        afterAnswer: 0,
        ...overrides,
      },
    }),
  ],
});
const START = 'Over HTTP, "list_tasks" was called with a progress token, and';

testCheck(progress, {
  pass: [
    { name: 'values that go up', facts: seen({ values: [0, 0.5, 3] }) },
    { name: 'no progress at all', facts: seen({}) },
  ],
  fail: [
    {
      name: 'values that stay or fall',
      facts: seen({ values: [1, 2, 2] }),
      messages: [`${START} its progress goes from 2 to 2 instead of up.`],
    },
    {
      name: 'a token of nobody, and progress after the end',
      facts: seen({ foreignTokens: ['"x\u001b"', '7'], afterAnswer: 2 }),
      messages: [
        String.raw`${START} progress came for the token "x\u001b", which was not given.`,
        `${START} progress came after the result.`,
      ],
    },
  ],
  notApplicable: [
    {
      name: 'no call that may be made',
      facts: { mcpSessions, mcpUtilities: [utilities({ progress: undefined, progressSkipped: 'none is listed' })] },
    },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions, mcpUtilities: [utilities({ limited: 429, progress: undefined })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

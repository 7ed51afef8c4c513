import progress from '../../../../src/checks/mcp/progress.js';
import type { Utilities } from '../../../../src/model/facts/utilities.js';
import { httpSession, result, transcript, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession()];
const stray = (progressToken: unknown, era?: '2026-07-28') =>
  [undefined, { method: 'notifications/progress', params: { progressToken, progress: 1 } }, era] as const;
const uncalled = [utilities({ progress: undefined, progressSkipped: 'none is listed' })];
const seen = (overrides: Partial<NonNullable<Utilities['progress']>>, messages: ReturnType<typeof stray>[] = []) => ({
  mcpSessions,
  transcripts: [transcript(messages)],
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
    { name: 'the token that the call gave', facts: seen({}, [stray('mcp-dock-progress')]) },
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
    {
      name: 'tokens of nobody where no call was made, in the handshake era and before it is settled',
      facts: {
        mcpSessions: [httpSession({ eras: ['handshake'] })],
        mcpUtilities: uncalled,
        transcripts: [transcript([stray('zzz', '2026-07-28'), stray('zzz'), stray(7)])],
      },
      messages: ['Over HTTP, progress came 3 times for tokens that no request gave: "zzz", 7.'],
    },
    {
      name: 'more tokens of nobody than are kept',
      facts: {
        mcpSessions: [httpSession()],
        mcpUtilities: uncalled,
        transcripts: [transcript([stray('zzz'), stray('zzz')], { left: 900 })],
      },
      messages: ['Over HTTP, progress came at least 2 times for a token that no request gave: "zzz".'],
    },
    {
      name: 'a token of nobody where further requests are refused',
      facts: {
        mcpSessions,
        mcpUtilities: [utilities({ limited: 429, progress: undefined })],
        transcripts: [transcript([stray('zzz')])],
      },
      messages: ['Over HTTP, progress came once for a token that no request gave: "zzz".'],
    },
    {
      name: 'many tokens of nobody, told once',
      facts: seen(
        { foreignTokens: ['1'] },
        [1, 2, 3, 4, 5, 6, 7].map((token) => stray(token)),
      ),
      messages: ['Over HTTP, progress came 7 times for tokens that no request gave: 1, 2, 3, 4, 5 and 2 more.'],
    },
  ],
  notApplicable: [
    {
      name: 'no call that may be made',
      facts: { mcpSessions, mcpUtilities: uncalled, transcripts: [transcript([stray(undefined)])] },
    },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions, mcpUtilities: [utilities({ limited: 429, progress: undefined })], transcripts: [] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

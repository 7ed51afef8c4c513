import stableList from '../../../../src/checks/tools/stable-list.js';
import { httpSession, result, stdioSession, tool, utilities } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const first = (...names: string[]) => [httpSession({ tools: names.map((name) => tool({ name })) })];
const again = (...names: string[]) => [
  utilities({
    lists: [{ method: 'tools/list', pages: 1, count: names.length, names, answer: result('tools/list', {}) }],
  }),
];
const changing = { tools: { listChanged: true } };
const many = Array.from({ length: 700 }, (_, at) => `tool_${at}`);

testCheck(stableList, {
  pass: [
    { name: 'the same list', facts: { mcpSessions: first('a', 'b'), mcpUtilities: again('a', 'b') } },
    {
      name: 'more tools than names are kept of',
      facts: { mcpSessions: first(...many), mcpUtilities: again(...many.slice(0, 500)) },
    },
    {
      name: 'other tools, of which the clients were told',
      facts: { mcpSessions: first('a'), mcpUtilities: again('a', 'b').map((one) => ({ ...one, toolsChanged: true })) },
    },
  ],
  fail: [
    {
      name: 'another order, of which the clients were told',
      facts: {
        mcpSessions: first('a', 'b'),
        mcpUtilities: again('b', 'a').map((one) => ({ ...one, toolsChanged: true })),
      },
      messages: ['Over HTTP, tools/list has another order when it is asked again: tool 1 is "a", then "b".'],
    },
    {
      name: 'other tools, where the clients may have been told',
      facts: {
        mcpSessions: [httpSession({ tools: [tool({ name: 'a' })], capabilities: changing })],
        mcpUtilities: again('a', 'b'),
      },
      messages: [
        'Over HTTP, tools/list has other tools when it is asked again: "b" only the second time. It declares listChanged; whether it tells its clients of this was not heard, as no stream for that was open.',
      ],
      severities: ['info'],
    },
    {
      name: 'other tools over stdio, of which the clients were not told',
      facts: {
        mcpSessions: [stdioSession({ tools: [tool({ name: 'a' })], capabilities: changing })],
        mcpUtilities: again('a', 'b').map((one) => ({ ...one, transport: 'stdio' as const })),
      },
      messages: ['Over stdio, tools/list has other tools when it is asked again: "b" only the second time.'],
    },
    {
      name: 'another order',
      facts: { mcpSessions: first('a', 'b', 'c'), mcpUtilities: again('a', 'c', 'b') },
      messages: ['Over HTTP, tools/list has another order when it is asked again: tool 2 is "b", then "c".'],
    },
    {
      name: 'other tools',
      facts: { mcpSessions: first('a', 'b'), mcpUtilities: again('a', 'c') },
      messages: [
        'Over HTTP, tools/list has other tools when it is asked again: "b" only the first time; "c" only the second time.',
      ],
    },
    {
      name: 'fewer tools',
      facts: { mcpSessions: first('a', 'b'), mcpUtilities: again('a') },
      messages: ['Over HTTP, tools/list has other tools when it is asked again: 1 fewer the second time.'],
    },
  ],
  notApplicable: [
    { name: 'one list alone', facts: { mcpSessions: first('a'), mcpUtilities: [utilities({ lists: [] })] } },
  ],
  unknown: [
    {
      name: 'a server that refuses further requests',
      facts: { mcpSessions: [httpSession()], mcpUtilities: [utilities({ limited: 429, lists: [] })] },
      reason:
        'Over HTTP, the server refuses further requests: HTTP 429. Allow more of them while it is verified; this was not asked.',
    },
  ],
});

import expectedListed from '../../../../src/checks/tools/expected-listed.js';
import { httpSession, settings, silentSession, stdioSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const expecting = (match: 'exactly' | 'at-least', ...names: string[]) => settings({ expectTools: { match, names } });
const both = (...names: string[]) => [
  httpSession({ tools: names.map((name) => tool({ name })) }),
  stdioSession({ tools: names.map((name) => tool({ name })) }),
];

testCheck(expectedListed, {
  pass: [
    { name: 'exactly the names', facts: { settings: expecting('exactly', 'b', 'a'), mcpSessions: both('a', 'b') } },
    { name: 'more than the names', facts: { settings: expecting('at-least', 'a'), mcpSessions: both('a', 'b') } },
  ],
  fail: [
    {
      name: 'a tool that is missing on both transports',
      facts: { settings: expecting('at-least', 'a', 'c'), mcpSessions: both('a') },
      messages: ['Over HTTP and stdio, tools/list lacks "c".'],
    },
    {
      name: 'other tools on one transport',
      facts: {
        settings: expecting('exactly', 'list_tasks'),
        mcpSessions: [httpSession(), stdioSession({ tools: [tool({ name: 'x' })] })],
      },
      messages: ['Over stdio, tools/list lacks "list_tasks"; tools/list has "x", which expect.tools does not name.'],
    },
    {
      name: 'a server without tools',
      facts: {
        settings: expecting('exactly', 'a'),
        mcpSessions: [httpSession({ capabilities: {}, tools: undefined })],
      },
      messages: ['Over HTTP, tools/list lacks "a".'],
    },
  ],
  notApplicable: [
    { name: 'no names', facts: { settings: settings(), mcpSessions: both('a') } },
    {
      name: 'a list that did not come',
      facts: { settings: expecting('exactly', 'a'), mcpSessions: [httpSession({ tools: undefined })] },
    },
    { name: 'a silent server', facts: { settings: expecting('exactly', 'a'), mcpSessions: [silentSession()] } },
  ],
});

import namesValid from '../../../../src/checks/tools/names-valid.js';
import { httpSession, silentSession, stdioSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const named = (...names: string[]) => ({ mcpSessions: [httpSession({ tools: names.map((name) => tool({ name })) })] });

testCheck(namesValid, {
  pass: [{ name: 'all allowed characters', facts: named('admin.tools_list-V2', 'a', 'x'.repeat(128)) }],
  fail: [
    {
      name: 'other characters, the same on both transports',
      facts: {
        mcpSessions: [
          httpSession({ tools: [tool({ name: 'bad name!' })] }),
          stdioSession({ tools: [tool({ name: 'bad name!' })] }),
        ],
      },
      messages: ['Tool name "bad name!" has characters other than A-Z, a-z, 0-9, _, - and ".".'],
    },
    {
      name: 'control sequences',
      facts: named('list\u001b[2J'),
      messages: ['Tool name "list\\u001b[2J" has characters other than A-Z, a-z, 0-9, _, - and ".".'],
    },
    { name: 'no name', facts: named(''), messages: ['Tool name "" is empty.'] },
    {
      name: 'a long name',
      facts: named('y'.repeat(129)),
      messages: [`Tool name "${'y'.repeat(128)}… (129 characters)" is 129 characters long, over 128.`],
    },
    { name: 'a name twice', facts: named('a', 'b', 'a'), messages: ['Tool name "a" is listed 2 times over HTTP.'] },
  ],
  notApplicable: [
    { name: 'no tools', facts: named() },
    { name: 'a silent server', facts: { mcpSessions: [silentSession()] } },
  ],
});

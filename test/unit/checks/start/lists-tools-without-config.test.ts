import listsTools from '../../../../src/checks/start/lists-tools-without-config.js';
import { CLIENT_COMMAND } from '../../../support/lifecycle-facts.js';
import { silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const listed = { firstAnswerMs: 300, tools: 4, command: CLIENT_COMMAND };
const ended = {
  waitedMs: 20_000,
  error: 'it exited',
  exited: exit({ lastLines: ['Error: API_KEY is required'] }),
  command: CLIENT_COMMAND,
};
const plain = stdioSession();

testCheck(listsTools, {
  pass: [
    {
      name: 'a list without any variable',
      facts: { withoutConfig: { transport: 'stdio', bare: listed }, mcpSessions: [plain] },
    },
    {
      name: 'a list with made-up values',
      facts: {
        withoutConfig: { transport: 'stdio', bare: ended, dummy: { ...listed, variables: ['API_KEY'] } },
        mcpSessions: [plain],
      },
    },
  ],
  fail: [
    {
      name: 'a server that ends without saying what it wants',
      facts: {
        withoutConfig: { transport: 'stdio', bare: { ...ended, exited: exit() } },
        mcpSessions: [plain],
      },
      messages: [
        'Started without configuration, the server lists no tools: the container exited after 0.3 s with code 1: it did not say why.',
      ],
    },
    {
      name: 'a server that checks its key at the start',
      facts: {
        withoutConfig: {
          transport: 'stdio',
          bare: ended,
          dummy: { ...ended, exited: exit({ lastLines: ['Error: 401 from the service'] }), variables: ['API_KEY'] },
        },
        mcpSessions: [plain],
      },
      messages: [
        'Started with made-up values for API_KEY, the server lists no tools: the container exited after 0.3 s with code 1: Error: 401 from the service.',
      ],
    },
    {
      name: 'a server that answers and refuses to list',
      facts: {
        withoutConfig: {
          transport: 'stdio',
          bare: { firstAnswerMs: 300, error: 'tools/list: Not configured', command: CLIENT_COMMAND },
        },
        mcpSessions: [plain],
      },
      messages: ['Started without configuration, the server lists no tools: tools/list: Not configured.'],
    },
  ],
  notApplicable: [
    {
      name: 'a server that never lists any',
      facts: {
        withoutConfig: { transport: 'stdio', bare: { ...ended, exited: exit() } },
        mcpSessions: [silentSession({ transport: 'stdio' })],
      },
    },
  ],
});

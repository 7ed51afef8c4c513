import arbitraryUid from '../../../../src/checks/fs/arbitrary-uid.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';
import { trial } from '../../../support/trial-facts.js';

const user = '1000660000:0';

testCheck(arbitraryUid, {
  pass: [{ name: 'a server that answers', facts: { arbitraryUser: trial({ user }), mcpSessions: [httpSession()] } }],
  fail: [
    {
      name: 'one that may not write',
      facts: {
        arbitraryUser: trial({
          user,
          answered: false,
          exited: exit({ lastLines: ["Error: EACCES: permission denied, open '/app/data/x'"] }),
        }),
        mcpSessions: [httpSession()],
      },
      messages: [
        "The container exited after 0.3 s with code 1: Error: EACCES: permission denied, open '/app/data/x' (--user 1000660000:0).",
      ],
    },
  ],
  notApplicable: [
    {
      name: 'a server that never answers',
      facts: { arbitraryUser: trial({ user, answered: false }), mcpSessions: [silentSession()] },
    },
  ],
});

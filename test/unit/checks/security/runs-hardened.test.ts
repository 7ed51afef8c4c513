import { expect } from 'vitest';
import runsHardened from '../../../../src/checks/security/runs-hardened.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';

const hardened = { mode: 'http' as const, answered: false, command: 'docker run --rm --cap-drop ALL weather' };

testCheck(runsHardened, {
  pass: [
    {
      name: 'a server that answers',
      facts: { hardened: { ...hardened, answered: true }, mcpSessions: [httpSession()] },
    },
  ],
  fail: [
    {
      name: 'a server that answers and cannot write',
      facts: {
        hardened: { ...hardened, answered: true, loses: ['tools/calls-as-expected: create_task: EACCES'] },
        mcpSessions: [httpSession()],
      },
      messages: ['It answers, but what works in a plain run does not work (--cap-drop ALL, no-new-privileges, http).'],
      remedies: [expect.stringMatching(/^Let the files and folders that it writes belong to/u) as string],
    },
    {
      name: 'a server on a low port',
      facts: {
        hardened: { ...hardened, exited: exit({ lastLines: ['Error: listen EACCES: permission denied 0.0.0.0:80'] }) },
        mcpSessions: [httpSession()],
      },
      messages: [
        'The container exited after 0.3 s with code 1: Error: listen EACCES: permission denied 0.0.0.0:80 (--cap-drop ALL, no-new-privileges, http).',
      ],
      remedies: ['Listen on a port above 1024.'],
    },
    {
      name: 'a server that may not change its user',
      facts: {
        hardened: { ...hardened, exited: exit({ lastLines: ['su-exec: setgroups: Operation not permitted'] }) },
        mcpSessions: [httpSession()],
      },
      messages: [
        'The container exited after 0.3 s with code 1: su-exec: setgroups: Operation not permitted (--cap-drop ALL, no-new-privileges, http).',
      ],
    },
    {
      name: 'a server that stays silent',
      facts: { hardened: { ...hardened, error: 'no answer within 3 s (/mcp)' }, mcpSessions: [httpSession()] },
      messages: ['It does not answer: no answer within 3 s (/mcp) (--cap-drop ALL, no-new-privileges, http).'],
    },
  ],
  notApplicable: [
    { name: 'a server that exited before it could be asked', facts: { hardened, mcpSessions: [] } },
    { name: 'a server that never answers', facts: { hardened, mcpSessions: [httpSession({ answered: false })] } },
  ],
});

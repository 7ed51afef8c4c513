import callsAsExpected from '../../../../src/checks/tools/calls-as-expected.js';
import { httpSession, settings, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const configured = settings({
  calls: [
    { tool: 'create_task', arguments: {}, line: 11 },
    { tool: 'get_task', arguments: { id: '{{id}}' }, line: 12 },
  ],
});
const ok = [
  { index: 0, tool: 'create_task', ok: true, durationMs: 1, line: 11 },
  { index: 1, tool: 'get_task', ok: true, durationMs: 1, line: 12 },
] as const;
const wrong = (message: string) => ({ ...ok[0], ok: false, message });
const skipped = { ...ok[1], ok: false, skipped: true, message: 'no earlier call saved {{id}}, so it was not made' };

testCheck(callsAsExpected, {
  pass: [{ name: 'calls that hold', facts: { settings: configured, mcpSessions: [httpSession({ calls: [...ok] })] } }],
  fail: [
    {
      name: 'one call on both transports, and what hangs on it',
      facts: {
        settings: configured,
        mcpSessions: [
          httpSession({ calls: [wrong('expected $.title to equal "a", found "b"'), skipped] }),
          stdioSession({ calls: [wrong('expected $.title to equal "a", found "b"'), skipped] }),
        ],
      },
      messages: ['Call 1, "create_task", over HTTP and stdio: expected $.title to equal "a", found "b".'],
    },
    {
      name: 'a value that no call saves',
      facts: { settings: configured, mcpSessions: [httpSession({ calls: [ok[0], skipped] })] },
      messages: ['Call 2, "get_task", over HTTP: no earlier call saved {{id}}, so it was not made.'],
    },
  ],
  notApplicable: [
    { name: 'no calls', facts: { settings: settings(), mcpSessions: [httpSession()] } },
    { name: 'a silent server', facts: { settings: configured, mcpSessions: [silentSession()] } },
  ],
});

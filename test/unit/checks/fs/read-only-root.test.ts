import { expect, it } from 'vitest';
import readOnlyRoot from '../../../../src/checks/fs/read-only-root.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import { httpSession, silentSession, stdioSession } from '../../../support/mcp-facts.js';
import { exit } from '../../../support/run-facts.js';
import { testCheck } from '../../../support/test-check.js';
import { trial } from '../../../support/trial-facts.js';

const nothing = { paths: [], total: 0 };
const HOW = '(--read-only, with /tmp and fresh volumes for its data)';
const call = (index: number, ok: boolean) => ({ index, tool: 'create_task', ok, durationMs: 1 });

testCheck(readOnlyRoot, {
  pass: [
    {
      name: 'a server that answers',
      facts: { readOnly: trial(), writtenPaths: nothing, mcpSessions: [httpSession()] },
    },
    {
      name: 'one over stdio',
      facts: { readOnly: trial({ mode: 'stdio' }), writtenPaths: nothing, mcpSessions: [stdioSession()] },
    },
    {
      name: 'a call that fails in a plain run too',
      facts: {
        readOnly: trial({ failedCalls: [{ index: 0, tool: 'create_task', message: 'no' }] }),
        writtenPaths: nothing,
        mcpSessions: [httpSession({ calls: [call(0, false)] })],
      },
    },
    {
      name: 'one that wants a token',
      facts: {
        readOnly: trial({ tools: undefined }),
        writtenPaths: nothing,
        mcpSessions: [silentSession({ authRequired: true })],
      },
    },
  ],
  fail: [
    {
      name: 'one that ends',
      facts: {
        readOnly: trial({
          answered: false,
          exited: exit({ lastLines: ["Error: EROFS: read-only file system, mkdir '/app/cache'"] }),
        }),
        writtenPaths: { paths: [{ path: '/app/cache/x', kind: 'added' }], total: 1 },
        mcpSessions: [httpSession()],
      },
      messages: [
        `The container exited after 0.3 s with code 1: Error: EROFS: read-only file system, mkdir '/app/cache' ${HOW}.`,
      ],
    },
    {
      name: 'one that is silent',
      facts: {
        readOnly: trial({ answered: false, tools: undefined, error: '503 from /health' }),
        writtenPaths: nothing,
        mcpSessions: [httpSession()],
      },
      messages: [`It does not answer: 503 from /health ${HOW}.`],
    },
    {
      name: 'one that loses its tools',
      facts: { readOnly: trial({ tools: undefined }), writtenPaths: nothing, mcpSessions: [httpSession()] },
      messages: [`It answers, and lists no tools ${HOW}.`],
    },
    {
      name: 'a call that fails only there',
      facts: {
        readOnly: trial({ failedCalls: [{ index: 1, tool: 'create_task', message: 'EROFS' }] }),
        writtenPaths: nothing,
        mcpSessions: [httpSession({ calls: [call(0, true), call(1, true)] })],
      },
      messages: [`Call 2 (create_task) fails: EROFS ${HOW}.`],
    },
  ],
  notApplicable: [
    {
      name: 'a server that never answers',
      facts: { readOnly: trial({ answered: false }), writtenPaths: nothing, mcpSessions: [silentSession()] },
    },
  ],
});

it('lists what was written in a plain run', () => {
  const paths = Array.from({ length: 10 }, (_, n) => ({ path: `/app/${n}`, kind: 'added' as const }));
  const { findings } = runCheck(readOnlyRoot, {
    readOnly: { status: 'known', value: trial({ answered: false, error: 'closed' }) },
    writtenPaths: { status: 'known', value: { paths, total: 12 } },
    mcpSessions: { status: 'known', value: [httpSession()] },
  });
  expect(findings[0]?.evidence?.at(0)).toBe('added in a plain run: /app/0');
  expect(findings[0]?.evidence?.at(-1)).toBe('and 4 more');
});

import { describe, expect, it } from 'vitest';
import callsAsExpected from '../../../../src/checks/tools/calls-as-expected.js';
import { runCheck } from '../../../../src/checks/run-checks.js';
import type { ConfiguredCall } from '../../../../src/model/facts/settings.js';
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

const withSchema = (schema: Record<string, unknown>, value: unknown, path?: string) => ({
  settings: settings({
    calls: [
      { tool: 'create_task', arguments: {}, line: 11, expect: [{ schema, ...(path === undefined ? {} : { path }) }] },
    ],
  }),
  mcpSessions: [httpSession({ calls: [{ ...ok[0], value }] })],
});

testCheck(callsAsExpected, {
  pass: [
    { name: 'calls that hold', facts: { settings: configured, mcpSessions: [httpSession({ calls: [...ok] })] } },
    { name: 'an answer that conforms', facts: withSchema({ type: 'object', required: ['id'] }, { id: 7 }) },
    { name: 'a part that conforms', facts: withSchema({ type: 'integer' }, { id: 7 }, '$.id') },
  ],
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
      messages: ['Call 1 (create_task) over HTTP and stdio: expected $.title to equal "a", found "b".'],
    },
    {
      name: 'an answer that breaks its schema',
      facts: withSchema({ type: 'object', required: ['id'] }, { title: 'a' }),
      messages: [
        "Call 1 (create_task) over HTTP: expected the result to conform to its schema, but the result must have required property 'id'.",
      ],
    },
    {
      name: 'a part that breaks its schema',
      facts: withSchema({ type: 'object', properties: { id: { type: 'integer' } } }, { task: { id: 'x' } }, '$.task'),
      messages: ['Call 1 (create_task) over HTTP: expected $.task to conform to its schema, but /id must be integer.'],
    },
    {
      name: 'a schema of the project that is none',
      facts: withSchema({ type: 'strnig' }, {}),
      messages: [
        expect.stringMatching(
          /^Call 1 \(create_task\) over HTTP: the schema that is expected of the result is invalid/u,
        ) as string,
      ],
    },
    {
      name: 'an answer that is too large for a schema',
      facts: withSchema({ type: 'object' }, undefined),
      messages: [
        'Call 1 (create_task) over HTTP: expected the result to conform to a schema, found more than is read of an answer.',
      ],
    },
    {
      name: 'a value that no call saves',
      facts: { settings: configured, mcpSessions: [httpSession({ calls: [ok[0], skipped] })] },
      messages: ['Call 2 (get_task) over HTTP: no earlier call saved {{id}}, so it was not made.'],
    },
  ],
  notApplicable: [
    { name: 'no calls', facts: { settings: settings(), mcpSessions: [httpSession()] } },
    { name: 'a silent server', facts: { settings: configured, mcpSessions: [silentSession()] } },
  ],
});

describe('tools/calls-as-expected', () => {
  it('names with a failed call only those that wanted its values, and those that wanted theirs', () => {
    const calls: ConfiguredCall[] = [
      { tool: 'create_task', arguments: {}, save: { id: '$.id' } },
      { tool: 'get_task', arguments: { id: '{{id}}' }, save: { title: '$.title' } },
      { tool: 'find_task', arguments: { title: '{{title}}' } },
      { tool: 'create_list', arguments: {}, save: { list: '$.id' } },
      { tool: 'get_list', arguments: {}, expect: [{ path: '$.id', equals: '{{list}}' }] },
    ];
    const outcomes = calls.map(({ tool }, index) => ({
      index,
      tool,
      ok: false,
      durationMs: 1,
      ...([1, 2, 4].includes(index) ? { skipped: true } : {}),
    }));
    const { findings } = runCheck(callsAsExpected, {
      settings: { status: 'known', value: settings({ calls }) },
      mcpSessions: { status: 'known', value: [httpSession({ calls: outcomes })] },
    });
    expect(findings).toMatchObject([
      { evidence: ['not made for want of its values: call 2 (get_task), call 3 (find_task)'] },
      { evidence: ['not made for want of its values: call 5 (get_list)'] },
    ]);
  });
});

import { expect, it } from 'vitest';
import wireSchema from '../../../../src/checks/mcp/wire-schema.js';
import { httpSession, silentSession, stdioSession, transcript } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'todo', version: '1' } };
const TOOL = { name: 'list_tasks', inputSchema: { type: 'object' } };
const sessions = [httpSession(), stdioSession()];
const said = (...messages: Parameters<typeof transcript>[0]) => ({
  mcpSessions: sessions,
  transcripts: [transcript(messages)],
});
const MODERN = '2026-07-28';

testCheck(wireSchema, {
  pass: [
    {
      name: 'more messages than are kept',
      facts: {
        mcpSessions: [httpSession()],
        transcripts: [transcript([['ping', { result: {} }]], { left: 2 }), transcript([], { transport: 'stdio' })],
      },
      reason: '1 of 3 messages were looked at, and keep to it; the others were too large or too many.',
    },
    {
      name: 'messages of both eras that keep to the schema',
      facts: said(
        ['initialize', { result: HELLO }],
        ['tools/list', { result: { tools: [TOOL] } }],
        ['tools/list', { result: { tools: [TOOL], resultType: 'complete', ttlMs: 0, cacheScope: 'private' } }, MODERN],
        ['ping', { result: {} }],
      ),
    },
    {
      name: 'a result beside an error, which mcp/error-shape tells',
      facts: said(['tools/list', { result: null, error: { code: '-1', message: 'No' } }]),
    },
    {
      name: 'a result under the id of another request, which mcp/error-shape tells',
      facts: {
        mcpSessions: sessions,
        transcripts: [
          {
            ...transcript([]),
            messages: [
              { era: MODERN, answers: 'server/discover', sentId: 2, message: { jsonrpc: '2.0', id: 1, result: HELLO } },
            ],
          },
        ],
      },
    },
    {
      name: 'properties that the protocol does not know',
      facts: said(['tools/list', { result: { tools: [{ ...TOOL, 'x-team': 1 }], extra: null } }]),
    },
    {
      name: 'what other checks judge: schemas, hints and errors',
      facts: said(
        ['tools/list', { result: { tools: [{ name: 'a', annotations: { readOnlyHint: 'yes' } }] } }],
        ['tools/call', { error: { code: 'x' } }],
      ),
    },
    {
      name: 'methods of extensions and results of unknown methods',
      facts: said(['x/own', { result: { any: 1 } }], [undefined, { method: 'notifications/x/own', params: { a: 1 } }]),
    },
    {
      name: 'a call that asks for more input',
      facts: said(['tools/call', { result: { resultType: 'input_required', requestState: 'x' } }, MODERN]),
    },
    {
      name: 'a refusal in the words of a gateway',
      facts: {
        mcpSessions: sessions,
        transcripts: [
          {
            ...transcript([]),
            messages: [{ era: 'handshake', answers: 'tools/list', status: 404, message: { result: 'not found' } }],
          },
        ],
      },
    },
    {
      name: 'a revision that is not known',
      facts: {
        mcpSessions: sessions,
        transcripts: [transcript([['initialize', { result: {} }]], { version: '2024-10-07' })],
      },
    },
  ],
  fail: [
    {
      name: 'a field of another type in many places',
      facts: said([
        'tools/list',
        {
          result: {
            tools: [
              { ...TOOL, title: 5 },
              { ...TOOL, title: 6 },
            ],
          },
        },
      ]),
      messages: [
        'Over HTTP in 2025-11-25, the result of tools/list breaks the schema: tools[0].title is 5 instead of a string. 2 places are like this.',
      ],
    },
    {
      name: 'null in place of nothing',
      facts: said(['tools/list', { result: { tools: [], nextCursor: null } }]),
      messages: [
        'Over HTTP in 2025-11-25, the result of tools/list breaks the schema: nextCursor is null instead of a string.',
      ],
    },
    {
      name: 'a content without its type of media',
      facts: said(['tools/call', { result: { content: [{ type: 'image', data: 'AAAA' }] } }]),
      messages: ['Over HTTP in 2025-11-25, the result of tools/call breaks the schema: content[0] has no mimeType.'],
    },
    {
      name: 'a content that its revision does not have yet',
      facts: {
        mcpSessions: sessions,
        transcripts: [
          transcript(
            [['tools/call', { result: { content: [{ type: 'audio', data: 'AAAA', mimeType: 'audio/wav' }] } }]],
            {
              version: '2024-11-05',
            },
          ),
        ],
      },
      messages: [
        'Over HTTP in 2024-11-05, the result of tools/call breaks the schema: content[0].type is "audio" instead of "text", "image" or "resource".',
      ],
    },
    {
      name: 'a result of the modern era without its type, over both transports',
      facts: {
        mcpSessions: sessions,
        transcripts: (['http', 'stdio'] as const).map((transport) =>
          transcript([['tools/call', { result: { content: [] } }, MODERN]], { transport }),
        ),
      },
      messages: [
        'Over HTTP and stdio in 2026-07-28, the result of tools/call breaks the schema: it has no resultType. 2 places are like this.',
      ],
    },
    {
      name: 'a notification and a request of its own that nobody can read',
      facts: said(
        [undefined, { method: 'notifications/message', params: { level: 'loud', data: 'x' } }],
        [
          undefined,
          {
            id: 9,
            method: 'elicitation/create',
            params: { message: 5, requestedSchema: { type: 'object', properties: {} } },
          },
        ],
      ),
      messages: [
        'Over HTTP in 2025-11-25, the notification notifications/message breaks the schema: params.level is "loud" instead of "alert", "critical", "debug", "emergency", "error", "info", "notice" or "warning".',
        'Over HTTP in 2025-11-25, the request elicitation/create breaks the schema: params.message is 5 instead of a string.',
      ],
      severities: ['warning', 'error'],
    },
  ],
  unknown: [
    {
      name: 'answers that were too many to keep',
      facts: {
        mcpSessions: sessions,
        transcripts: [{ ...transcript([['ping', { result: {} }]]), left: 3, unread: ['tools/list', 'ping'] }],
      },
      reason:
        'Over HTTP, the server said more than is kept: 3 messages were left out, with them every result of tools/list and ping, which was not held against the schema. Less is asked for by `mcp-dock verify --only mcp/wire-schema`.',
    },
    {
      name: 'the one answer that was too large to keep',
      facts: { mcpSessions: sessions, transcripts: [{ ...transcript([]), left: 1, unread: ['tools/list'] }] },
      reason:
        'Over HTTP, the server said more than is kept: 1 message was left out, with it every result of tools/list, which was not held against the schema. Less is asked for by `mcp-dock verify --only mcp/wire-schema`.',
    },
  ],
  notApplicable: [
    { name: 'a server that does not answer', facts: { mcpSessions: [silentSession()], transcripts: [transcript([])] } },
  ],
});

it('shows what is around the place, cleaned', () => {
  const answer = wireSchema.run({
    ...said(['tools/list', { result: { tools: [{ ...TOOL, title: 5, description: 'a\u001b[31m' }] } }]),
  } as never);
  expect(answer).toMatchObject([
    {
      evidence: [
        String.raw`{"name":"list_tasks","inputSchema":{"type":"object"},"title":5,"description":"a\u001b[31m"}`,
      ],
      measured: '5',
      limit: 'a string',
    },
  ]);
});

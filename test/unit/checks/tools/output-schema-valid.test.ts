import outputSchemaValid from '../../../../src/checks/tools/output-schema-valid.js';
import { httpSession, stdioSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const outputSchema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
const call = { index: 0, tool: 'list_tasks', ok: true, durationMs: 1, line: 12 };
const answering = (result: object) => ({
  mcpSessions: [
    httpSession({
      tools: [tool({ outputSchema })],
      calls: [{ ...call, result: { isError: false, hasStructured: true, ...result } }],
    }),
  ],
});
const UNSEEN =
  'The output schema is valid; no result was looked at: only calls that the project lists (expect.calls in mcp-dock.yaml) are made.';

testCheck(outputSchemaValid, {
  pass: [
    {
      name: 'a result that conforms',
      facts: answering({ structured: { id: '1' } }),
      reason: 'The output schema is valid, and the result of 1 call keeps to what was promised.',
    },
    {
      name: 'an error result without structure',
      facts: answering({ isError: true, hasStructured: false }),
      reason: UNSEEN,
    },
    { name: 'a result that was too large to keep', facts: answering({}), reason: UNSEEN },
    {
      name: 'results of some of the tools, on both transports',
      facts: {
        mcpSessions: [httpSession, stdioSession].map((session) =>
          session({
            tools: ['a', 'b', 'c', 'd'].map((name) => tool({ name, ...(name === 'd' ? {} : { outputSchema }) })),
            calls: [0, 1, 2].map((index) => ({
              ...call,
              index,
              tool: index === 2 ? 'd' : 'a',
              result: { isError: false, hasStructured: true, structured: { id: '1' } },
            })),
          }),
        ),
      },
      reason:
        '3 output schemas are valid, and the results of 2 calls keep to what was promised; no result of "b", "c" was looked at: only calls that the project lists (expect.calls in mcp-dock.yaml) are made.',
    },
    {
      name: 'a list as output of the modern era',
      facts: {
        mcpSessions: [stdioSession({ eras: ['2026-07-28'], tools: [tool({ outputSchema: { type: 'array' } })] })],
      },
      reason: UNSEEN,
    },
    {
      name: 'a list as output in a revision that has no output schemas',
      facts: {
        mcpSessions: [
          stdioSession({ protocolVersion: '2025-03-26', tools: [tool({ outputSchema: { type: 'array' } })] }),
        ],
      },
      reason: UNSEEN,
    },
  ],
  fail: [
    {
      name: 'a result that breaks the schema',
      facts: answering({ structured: { id: 7 } }),
      messages: ['The result of call 1 (list_tasks) breaks its outputSchema: /id must be string.'],
    },
    {
      name: 'a result without structure',
      facts: answering({ hasStructured: false }),
      messages: ['The result of call 1 (list_tasks) has no structuredContent, although the tool has an outputSchema.'],
    },
    {
      name: 'a schema that does not compile, on both transports',
      facts: {
        mcpSessions: [
          httpSession({ tools: [tool({ outputSchema: { $ref: '#/x' } })] }),
          stdioSession({ tools: [tool({ outputSchema: { $ref: '#/x' } })] }),
        ],
      },
      messages: ['The outputSchema of "list_tasks" refers to #/x, which is not in the schema.'],
    },
    {
      name: 'a list as output of the handshake era, which one transport lists in the modern era',
      facts: {
        mcpSessions: [
          httpSession({ eras: ['2026-07-28'], tools: [tool({ outputSchema: { type: 'array' } })] }),
          stdioSession({ tools: [tool({ outputSchema: { type: 'array' } })] }),
        ],
      },
      messages: [
        'The outputSchema of "list_tasks" has the type "array" at its root instead of "object", which 2025-11-25 asks for.',
      ],
    },
    {
      name: 'no type, and another way to write several',
      facts: {
        mcpSessions: [
          stdioSession({
            protocolVersion: '2025-06-18',
            tools: [tool({ outputSchema: {} }), tool({ name: 'b', outputSchema: { type: ['object', 'null'] } })],
          }),
        ],
      },
      messages: [
        'The outputSchema of "list_tasks" has no type at its root instead of "object", which 2025-06-18 asks for.',
        'The outputSchema of "b" has the type ["object","null"] at its root instead of "object", which 2025-06-18 asks for.',
      ],
    },
    {
      name: 'null, once',
      facts: { mcpSessions: [stdioSession({ tools: [tool({ outputSchema: null })] })] },
      messages: ['The outputSchema of "list_tasks" is null and no object.'],
    },
  ],
  notApplicable: [
    { name: 'no output schema', facts: { mcpSessions: [httpSession()] } },
    { name: 'no tools', facts: { mcpSessions: [httpSession({ tools: [] })] } },
  ],
});

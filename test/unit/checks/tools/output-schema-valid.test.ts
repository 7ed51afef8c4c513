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

testCheck(outputSchemaValid, {
  pass: [
    { name: 'a result that conforms', facts: answering({ structured: { id: '1' } }) },
    { name: 'an error result without structure', facts: answering({ isError: true, hasStructured: false }) },
    { name: 'a result that was too large to keep', facts: answering({}) },
    {
      name: 'a list as output',
      facts: { mcpSessions: [stdioSession({ tools: [tool({ outputSchema: { type: 'array' } })] })] },
    },
  ],
  fail: [
    {
      name: 'a result that breaks the schema',
      facts: answering({ structured: { id: 7 } }),
      messages: ['The result of "list_tasks" in call 1 breaks its outputSchema: /id must be string.'],
    },
    {
      name: 'a result without structure',
      facts: answering({ hasStructured: false }),
      messages: [
        'The result of "list_tasks" in call 1 has no structuredContent, although the tool has an outputSchema.',
      ],
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
  ],
  notApplicable: [
    { name: 'no output schema', facts: { mcpSessions: [httpSession()] } },
    { name: 'no tools', facts: { mcpSessions: [httpSession({ tools: [] })] } },
  ],
});

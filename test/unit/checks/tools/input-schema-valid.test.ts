import inputSchemaValid from '../../../../src/checks/tools/input-schema-valid.js';
import { httpSession, stdioSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const having = (inputSchema: unknown) => ({
  mcpSessions: [httpSession({ tools: [tool({ inputSchema })] }), stdioSession({ tools: [tool({ inputSchema })] })],
});

testCheck(inputSchemaValid, {
  pass: [
    { name: 'a schema without a dialect', facts: having({ type: 'object', properties: { id: { type: 'string' } } }) },
    { name: 'draft-07', facts: having({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }) },
    {
      name: 'any value for an argument, in the modern era',
      facts: {
        mcpSessions: [
          stdioSession({
            eras: ['2026-07-28'],
            tools: [tool({ inputSchema: { type: 'object', properties: { any: true } } })],
          }),
        ],
      },
    },
    { name: '2020-12', facts: having({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }) },
  ],
  fail: [
    { name: 'none', facts: having(undefined), messages: ['Tool "list_tasks" has no inputSchema.'] },
    { name: 'null', facts: having(null), messages: ['The inputSchema of "list_tasks" is null and no object.'] },
    {
      name: 'no type',
      facts: having({ properties: {} }),
      messages: ['The inputSchema of "list_tasks" has no type at its root instead of "object".'],
    },
    {
      name: 'another type',
      facts: having({ type: ['object', 'null'] }),
      messages: ['The inputSchema of "list_tasks" has the type ["object","null"] at its root instead of "object".'],
    },
    {
      name: 'a type that is none',
      facts: having({ type: 'object', properties: { id: { type: 'strnig' } } }),
      messages: [
        'The inputSchema of "list_tasks" is invalid at /properties/id/type must be equal to one of the allowed values, data/properties/id/type must be array, data/properties/id/type must match a schema in anyOf.',
      ],
    },
    {
      name: 'any value for an argument, in the handshake era',
      facts: having({ type: 'object', properties: { any: true } }),
      messages: [
        'The inputSchema of "list_tasks" has true at properties.any instead of an object, which 2025-11-25 asks for.',
      ],
    },
    {
      name: 'an unknown dialect',
      facts: having({ $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' }),
      messages: [
        'The inputSchema of "list_tasks" declares the dialect "http://json-schema.org/draft-04/schema#", which clients need not know.',
      ],
      severities: ['warning'],
    },
  ],
  notApplicable: [{ name: 'no tools', facts: { mcpSessions: [httpSession({ tools: [] })] } }],
});

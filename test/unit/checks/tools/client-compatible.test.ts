import clientCompatible from '../../../../src/checks/tools/client-compatible.js';
import { httpSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const having = (inputSchema: object, name = 'find') => ({
  mcpSessions: [httpSession({ tools: [tool({ name, inputSchema })] })],
});
const properties = (shape: object) => ({ type: 'object', properties: shape });

testCheck(clientCompatible, {
  pass: [
    { name: 'plain properties', facts: having(properties({ ids: { type: 'array', items: { type: 'string' } } })) },
    { name: 'a choice below the root', facts: having(properties({ by: { anyOf: [{ type: 'string' }] } })) },
    { name: 'an odd name below the root', facts: having(properties({ by: properties({ $search: {} }) })) },
    { name: 'a tuple', facts: having(properties({ point: { type: 'array', prefixItems: [{}] } })) },
  ],
  fail: [
    {
      name: 'a choice at the root',
      facts: having({ type: 'object', oneOf: [], allOf: [] }),
      messages: ['Tool "find" has oneOf and allOf at the root of its inputSchema.'],
    },
    {
      name: 'an array without items',
      facts: having(properties({ by: { anyOf: [{ type: 'array' }] } })),
      messages: ['Tool "find" has an array without items at $.by.anyOf[0].'],
    },
    {
      name: 'an odd property',
      facts: having(properties({ 'user name': {} })),
      messages: ['Tool "find" has the argument "user name", which model APIs refuse.'],
    },
    {
      name: 'several odd properties and arrays',
      facts: having(
        properties({
          ...Object.fromEntries(['größe', '都市', 'a b', 'c d', 'e f', 'g h'].map((name) => [name, {}])),
          x: { type: 'array' },
          y: { type: 'array' },
        }),
      ),
      messages: [
        'Tool "find" has the arguments "größe", "都市", "a b", "c d", "e f", 1 more, which model APIs refuse.',
        'Tool "find" has arrays without items at $.x, $.y.',
      ],
    },
    {
      name: 'a dot in the name',
      facts: having({ type: 'object' }, 'tasks.find'),
      messages: ['Tool "tasks.find" has a name with a dot, which model APIs refuse.'],
    },
    {
      name: 'a long name',
      facts: having({ type: 'object' }, 'x'.repeat(65)),
      messages: [`Tool "${'x'.repeat(65)}" has a name of 65 characters, over 64.`],
    },
  ],
  notApplicable: [{ name: 'no tools', facts: { mcpSessions: [httpSession({ tools: [] })] } }],
});

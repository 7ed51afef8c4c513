import headersDeclared from '../../../../src/checks/tools/headers-declared.js';
import { httpSession, tool } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const schema = (properties: object, rest: object = {}) => ({
  mcpSessions: [httpSession({ tools: [tool({ inputSchema: { type: 'object', properties, ...rest } })] })],
});
const IN = 'In the inputSchema of "list_tasks", the x-mcp-header';

testCheck(headersDeclared, {
  pass: [
    {
      name: 'headers of the root and of an object in it',
      facts: schema({
        region: { type: 'string', 'x-mcp-header': 'Region' },
        at: { type: 'object', properties: { page: { type: 'integer', 'x-mcp-header': 'Page' } } },
      }),
    },
    {
      name: 'a property that is called so beside a header',
      facts: schema({ 'x-mcp-header': { type: 'array' }, a: { type: 'boolean', 'x-mcp-header': 'A' } }),
    },
  ],
  fail: [
    {
      name: 'names that are none',
      facts: schema({ a: { type: 'string', 'x-mcp-header': '' }, b: { type: 'string', 'x-mcp-header': 'a b' } }),
      messages: [`${IN} "" of a is no name of a header.`, `${IN} "a b" of b is no name of a header.`],
    },
    {
      name: 'a name twice, and types that no header has',
      facts: schema({
        a: { type: 'string', 'x-mcp-header': 'Region' },
        b: { type: 'number', 'x-mcp-header': 'region' },
      }),
      messages: [
        `${IN} "region" of b is that of a too.`,
        `${IN} "region" of b is for the type "number" instead of integer, string or boolean.`,
      ],
    },
    {
      name: 'places that no client finds',
      facts: schema({ list: { type: 'array', items: { type: 'string', 'x-mcp-header': 'Item' } } }),
      messages: [`${IN} "Item" of list is not reached from the root through properties alone.`],
    },
  ],
  notApplicable: [
    {
      name: 'a server of the handshake era alone',
      facts: {
        mcpSessions: [
          httpSession({
            eras: ['handshake'],
            tools: [
              tool({
                inputSchema: { type: 'object', properties: { a: { type: 'array', 'x-mcp-header': 'a b' } } },
              }),
            ],
          }),
        ],
      },
    },
    { name: 'no header', facts: schema({ a: { type: 'string', default: { 'x-mcp-header': 'a b' } } }) },
  ],
});

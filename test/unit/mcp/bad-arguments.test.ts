import { describe, expect, it } from 'vitest';
import { chooseBadCall } from '../../../src/mcp/bad-arguments.js';
import { tool } from '../../support/mcp-facts.js';

const needs = (type: unknown) => ({ type: 'object', properties: { id: { type } }, required: ['id'] });
const reads = { readOnlyHint: true };
const listed = (...names: string[]) => names.map((name) => ({ tool: name, arguments: {} }));

describe('chooseBadCall', () => {
  it.each([
    ['string', { 'mcp-dock': 'an argument of the wrong type' }],
    ['integer', { 'mcp-dock': 'an argument of the wrong type' }],
    [['string', 'null'], { 'mcp-dock': 'an argument of the wrong type' }],
    ['object', 'an argument of the wrong type'],
    [['object', 'string'], ['an argument of the wrong type']],
  ])('gives a %j a value of another type', (type, value) => {
    const call = chooseBadCall([tool({ name: 'get', inputSchema: needs(type), annotations: reads })], []);
    expect(call).toEqual({ tool: 'get', arguments: { id: value } });
  });

  it.each([
    ['neither reads only nor is listed', [tool({ name: 'delete', inputSchema: needs('string') })], []],
    ['has no typed argument', [tool({ inputSchema: { type: 'object' }, annotations: reads })], []],
    ['has a schema that is none', [tool({ inputSchema: null, annotations: reads })], []],
    ['takes everything', [tool({ inputSchema: needs(['object', 'string', 'array']), annotations: reads })], []],
  ])('calls no tool that %s', (_, tools, calls) => {
    expect(chooseBadCall(tools, calls)).toEqual({ skipped: expect.any(String) });
  });

  it('calls none but listed tools where it may not do more', () => {
    const tools = [
      tool({ name: 'get', inputSchema: needs('string'), annotations: reads }),
      tool({ name: 'add', inputSchema: needs('string') }),
    ];
    const listedOnly = true;
    expect(chooseBadCall(tools, listed('add'), { listedOnly })).toMatchObject({ tool: 'add' });
    expect(chooseBadCall(tools, [], { listedOnly })).toEqual({ skipped: expect.stringContaining('found running') });
    expect(chooseBadCall(tools, listed('other'), { listedOnly })).toHaveProperty('skipped');
  });

  it('prefers a tool that reads only, then one that destroys nothing, then any that is listed', () => {
    const destroy = tool({ name: 'delete', inputSchema: needs('string'), annotations: { destructiveHint: true } });
    const add = tool({ name: 'add', inputSchema: needs('string'), annotations: { destructiveHint: false } });
    const get = tool({ name: 'get', inputSchema: needs('string'), annotations: reads });
    const calls = listed('delete', 'add');
    expect(chooseBadCall([destroy, add, get], calls)).toMatchObject({ tool: 'get' });
    expect(chooseBadCall([destroy, add], calls)).toMatchObject({ tool: 'add' });
    expect(chooseBadCall([destroy], calls)).toMatchObject({ tool: 'delete' });
  });

  it('prefers required arguments to optional ones', () => {
    const optional = tool({
      name: 'list',
      inputSchema: { type: 'object', properties: { all: { type: 'boolean' }, page: { type: 'integer' } } },
      annotations: reads,
    });
    const required = tool({ name: 'get', inputSchema: needs('string'), annotations: reads });
    expect(chooseBadCall([optional, required], [])).toMatchObject({ tool: 'get' });
    expect(chooseBadCall([optional], [])).toEqual({ tool: 'list', arguments: { all: expect.anything() } });
  });
});

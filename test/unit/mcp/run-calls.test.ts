import { describe, expect, it } from 'vitest';
import { runCalls } from '../../../src/mcp/run-calls.js';
import { literalArguments, savedValuesOf, substitute } from '../../../src/model/configured-calls.js';
import { scriptedWire } from '../../support/scripted-wire.js';

/** A todo server of two tools. */
const todo = () =>
  scriptedWire('stdio', ({ params }) => {
    const args = params['arguments'] as Record<string, unknown>;
    if (params['name'] === 'create')
      return { result: { content: [], structuredContent: { id: 7, title: args['title'] } } };
    if (params['name'] === 'get') return { result: { content: [], structuredContent: { got: args['id'] } } };
    if (params['name'] === 'slow') return { failure: { kind: 'timeout', message: 'no answer within 10 s' } };
    if (params['name'] === 'ask') return { result: { resultType: 'input_required', inputRequests: {} } };
    return { error: { code: -32_602, message: 'Unknown tool' } };
  });

describe('runCalls', () => {
  it('puts saved values into later arguments with their type', async () => {
    const wire = todo();
    const { outcomes } = await runCalls(wire, 'handshake', [
      { tool: 'create', arguments: { title: 'Buy milk' }, save: { id: '$.id', title: '$.title' }, line: 9 },
      {
        tool: 'get',
        arguments: { id: '{{id}}', note: 'task {{ id }}: {{title}}' },
        expect: [{ path: '$.got', equals: 7 }],
      },
    ]);
    expect(outcomes).toMatchObject([
      { index: 0, tool: 'create', ok: true, line: 9, result: { isError: false, hasStructured: true } },
      { index: 1, tool: 'get', ok: true },
    ]);
    expect(wire.asked[1]?.params).toEqual({ name: 'get', arguments: { id: 7, note: 'task 7: Buy milk' } });
  });

  it('puts saved values into what is expected', async () => {
    const calls = [
      { tool: 'create', arguments: { title: 'Buy milk' }, save: { id: '$.id', title: '$.title' } },
      {
        tool: 'get',
        arguments: { id: '{{id}}' },
        expect: [{ path: '$.got', equals: '{{id}}' }, { contains: '{{id}}' }],
      },
      { tool: 'get', arguments: { id: 8 }, expect: [{ path: '$.got', equals: '{{id}}' }] },
      { tool: 'get', arguments: { id: 8 }, expect: [{ contains: 'task {{nothing}}' }] },
    ];
    expect((await runCalls(todo(), 'handshake', calls)).outcomes).toMatchObject([
      { ok: true },
      { ok: true },
      { ok: false, message: 'expected $.got to equal 7, found 8' },
      { ok: false, skipped: true, message: 'no earlier call saved {{nothing}}, so it was not made' },
    ]);
  });

  it('keeps the answer for a schema, unless it is too large', async () => {
    const call = (title: string) => ({
      tool: 'create',
      arguments: { title },
      expect: [{ schema: { type: 'object' } }],
    });
    const {
      outcomes: [small, large],
    } = await runCalls(todo(), 'handshake', [call('Buy milk'), call('x'.repeat(300_000))]);
    expect(small).toMatchObject({ ok: true, value: { id: 7, title: 'Buy milk' } });
    expect(large).toMatchObject({ ok: true });
    expect(large).not.toHaveProperty('value');
  });

  it('does not make a call whose values are not there', async () => {
    const wire = todo();
    const { outcomes } = await runCalls(wire, 'handshake', [
      { tool: 'create', arguments: { title: 'a' }, expect: [{ path: '$.title', equals: 'b' }], save: { id: '$.id' } },
      { tool: 'get', arguments: { id: '{{id}}' } },
    ]);
    expect(outcomes).toMatchObject([
      { ok: false, message: 'expected $.title to equal "b", found "a"' },
      { ok: false, skipped: true, message: 'no earlier call saved {{id}}, so it was not made' },
    ]);
    expect(wire.asked).toHaveLength(1);
  });

  it('does not take the older value of a name for one that a later call should have saved', async () => {
    const { outcomes } = await runCalls(todo(), 'handshake', [
      { tool: 'create', arguments: {}, save: { id: '$.id' } },
      { tool: 'get', arguments: { id: '{{id}}' }, save: { id: '$.nothing' } },
      { tool: 'get', arguments: { id: '{{id}}' } },
    ]);
    expect(outcomes).toMatchObject([
      { ok: true },
      { ok: false, message: 'expected a value at $.nothing to save as "id", found nothing' },
      { ok: false, skipped: true, message: 'no earlier call saved {{id}}, so it was not made' },
    ]);
  });

  it.each([
    ['slow', {}, 'expected a result, found none: no answer within 10 s'],
    ['ask', {}, 'expected a result, found a request for more input'],
    ['gone', {}, 'expected a good result, found an error: "Unknown tool"'],
    ['create', { save: { id: '$.nothing' } }, 'expected a value at $.nothing to save as "id", found nothing'],
    ['create', { save: { id: 'nothing' } }, '"nothing" is no JSON path: it does not start with $.'],
  ])('says what is wrong with %s %j', async (tool, extra, message) => {
    const {
      outcomes: [outcome],
    } = await runCalls(todo(), 'handshake', [{ tool, arguments: {}, ...extra }]);
    expect(outcome).toMatchObject({ ok: false, message });
  });

  it('leaves large structured content out', async () => {
    const wire = scriptedWire('stdio', () => ({ result: { structuredContent: { text: 'x'.repeat(20_000) } } }));
    const {
      outcomes: [outcome],
    } = await runCalls(wire, 'handshake', [{ tool: 'big', arguments: {} }]);
    expect(outcome?.result).toEqual({ isError: false, hasStructured: true });
  });
});

describe('substitute', () => {
  it('reaches into lists and objects and collects what is missing', () => {
    const missing = new Set<string>();
    const saved = new Map<string, unknown>([['list', [1, 2]]]);
    expect(substitute({ a: ['{{list}}', { b: 'is {{list}}' }], c: '{{x}}', d: 5 }, saved, missing)).toEqual({
      a: [[1, 2], { b: 'is [1,2]' }],
      c: undefined,
      d: 5,
    });
    expect([...missing]).toEqual(['x']);
  });

  it('takes what stands behind a backslash for text', () => {
    const template = {
      whole: String.raw`\{{x}}`,
      path: String.raw`C:\\{{id}} and \\\{{id}}`,
      part: String.raw`{{id}} of \{{ x }}`,
      other: String.raw`\{{}`,
    };
    const missing = new Set<string>();
    expect(substitute(template, new Map([['id', String.raw`\{{y}}`]]), missing)).toEqual({
      whole: '{{x}}',
      path: String.raw`C:\\{{y}} and \{{id}}`,
      part: String.raw`\{{y}} of {{ x }}`,
      other: String.raw`\{{}`,
    });
    expect([...missing]).toEqual([]);
    expect(savedValuesOf({ arguments: template })).toEqual([
      { name: 'id', path: ['arguments', 'path'] },
      { name: 'id', path: ['arguments', 'part'] },
    ]);
    expect(literalArguments({ a: template.whole })).toEqual({ a: '{{x}}' });
  });
});

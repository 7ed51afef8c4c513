import { describe, expect, it } from 'vitest';
import { listTools } from '../../../src/mcp/list-tools.js';
import { tool } from '../../support/mcp-facts.js';
import { scriptedWire } from '../../support/scripted-wire.js';

const pages = (list: Record<string, object>) =>
  scriptedWire('http', ({ params }) => ({
    result: list[typeof params['cursor'] === 'string' ? params['cursor'] : 'first'],
  }));

describe('listTools', () => {
  it('reads every page', async () => {
    const wire = pages({
      first: { tools: [tool({ name: 'a' })], nextCursor: 'two' },
      two: { tools: [tool({ name: 'b' })], nextCursor: null },
    });
    const { tools, answer } = await listTools(wire, 'handshake', 1_000);
    expect(tools?.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(answer.result).toEqual({ tools: 2, pages: 2 });
  });

  it('keeps of a tool what checks look at', async () => {
    const wire = pages({ first: { tools: [{ ...tool(), icons: [{ src: 'x' }], execution: {} }] } });
    expect((await listTools(wire, 'handshake', 1_000)).tools).toEqual([tool()]);
  });

  it.each([
    [
      'a cursor that comes back',
      { first: { tools: [], nextCursor: 'a' }, a: { tools: [tool()], nextCursor: 'a' } },
      'a cursor came a second time, so the list never ends',
    ],
    ['a cursor that is no text', { first: { tools: [], nextCursor: 7 } }, 'nextCursor is no text'],
    ['no list', { first: { tools: 'none' } }, 'the result has no list "tools"'],
    [
      'a tool without a name',
      { first: { tools: [{ inputSchema: {} }] } },
      'tool 1 is no tool: name: expected string, received undefined',
    ],
    [
      'too much',
      { first: { tools: [tool({ description: 'x'.repeat(5e6) })] } },
      'all pages together are larger than one answer may be',
    ],
  ])('stops at %s', async (_, list, message) => {
    const { tools, answer } = await listTools(pages(list), 'handshake', 1_000);
    expect(tools).toBeUndefined();
    const kind = message.includes('never ends') ? 'endless-list' : 'bad-list';
    expect(answer.failure).toEqual({ kind, message });
  });

  it.each([
    [
      'the first page, with an empty cursor',
      { first: { tools: [tool()], nextCursor: '' }, '': { tools: [tool()], nextCursor: '' } },
      ['list_tasks'],
      '""',
    ],
    [
      'a later one',
      {
        first: { tools: [tool({ name: 'a' })], nextCursor: 'b' },
        b: { tools: [tool({ name: 'b' })], nextCursor: 'c' },
        c: { tools: [tool({ name: 'b' })], nextCursor: 'c' },
      },
      ['a', 'b'],
      '"c"',
    ],
  ])('has the list whose cursor leads to the same page again: %s', async (_, list, names, cursor) => {
    const { tools, answer } = await listTools(pages(list), 'handshake', 1_000);
    expect(tools?.map(({ name }) => name)).toEqual(names);
    expect(answer).toMatchObject({
      result: { tools: names.length, pages: names.length },
      failure: { kind: 'repeated-page', message: `nextCursor ${cursor} leads to the same page again` },
    });
  });

  it('stops a list without end', async () => {
    let page = 0;
    const wire = scriptedWire('http', () => ({ result: { tools: [], nextCursor: String((page += 1)) } }));
    expect((await listTools(wire, 'handshake', 1_000)).answer.failure?.message).toBe('the list goes on after 50 pages');
    expect(page).toBe(50);
  });

  it('passes an error on', async () => {
    const wire = scriptedWire('http', () => ({ error: { code: -32_601, message: 'Method not found' } }));
    expect(await listTools(wire, 'handshake', 1_000)).toMatchObject({ answer: { error: { code: -32_601 } } });
  });
});

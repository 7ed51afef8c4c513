import { describe, expect, it } from 'vitest';
import { mismatch, toolAnswer } from '../../../src/mcp/expectations.js';
import { failure, refusal, result } from '../../support/mcp-facts.js';

const text = (value: string, isError = false) =>
  toolAnswer(result('tools/call', { content: [{ type: 'text', text: value }], isError }));
const structured = (value: unknown) => toolAnswer(result('tools/call', { content: [], structuredContent: value }));

describe('toolAnswer', () => {
  it.each([
    ['structured content', structured({ a: 1 }), { isError: false, value: { a: 1 }, text: '' }],
    ['text that is JSON', text('{"a":1}'), { isError: false, value: { a: 1 }, text: '{"a":1}' }],
    ['plain text', text('done'), { isError: false, value: 'done', text: 'done' }],
    ['an error result', text('no', true), { isError: true, value: 'no', text: 'no' }],
    ['a protocol error', toolAnswer(refusal('tools/call', -32_602, 'no')), { isError: true, value: 'no', text: 'no' }],
    ['no answer', toolAnswer(failure('tools/call', 'timeout', 'late')), undefined],
    ['a result that is no object', toolAnswer(result('tools/call', 'x')), undefined],
  ])('reads %s', (_, answer, expected) => {
    expect(answer).toEqual(expected);
  });
});

describe('mismatch', () => {
  const task = { title: 'Buy milk', tags: ['home', 'food'], none: null };
  it.each([
    ['nothing expected', []],
    ['a value', [{ path: '$.title', equals: 'Buy milk' }]],
    ['a deep value in any key order', [{ equals: { tags: ['home', 'food'], none: null, title: 'Buy milk' } }]],
    ['null', [{ path: '$.none', equals: null }]],
    ['a part of a text', [{ path: '$.title', contains: 'milk' }]],
    ['a part of a list as JSON', [{ path: '$.tags', contains: '"food"' }]],
    ['a part of the whole', [{ contains: 'Buy' }]],
    ['something at a path', [{ path: '$.tags[0]' }]],
  ])('accepts %s', (_, expectations) => {
    expect(mismatch({ isError: false, value: task, text: '' }, expectations)).toBeUndefined();
  });

  it.each([
    [[{ path: '$.title', equals: 'Buy bread' }], 'expected $.title to equal "Buy bread", found "Buy milk"'],
    [[{ path: '$.done', equals: true }], 'expected $.done to equal true, found nothing'],
    [[{ path: '$.title', contains: 'bread' }], 'expected $.title to contain "bread", found "Buy milk"'],
    [[{ path: '$.done' }], 'expected a value at $.done, found nothing'],
    [[{ path: 'title', equals: 1 }], '"title" is no JSON path: it does not start with $.'],
    [[{ path: '$.title' }, { path: '$.tags[0]', equals: 'food' }], 'expected $.tags[0] to equal "food", found "home"'],
    [[{ isError: true }], `expected an error result, found a good one: ${JSON.stringify(task)}`],
  ])('refuses %j', (expectations, message) => {
    expect(mismatch({ isError: false, value: task, text: '' }, expectations)).toBe(message);
  });

  it('takes an error for a failure unless one is expected, and looks into it', () => {
    const failed = { isError: true, value: 'There is no task 7.', text: 'There is no task 7.' };
    expect(mismatch(failed, [])).toBe('expected a good result, found an error: "There is no task 7."');
    expect(mismatch(failed, [{ isError: true, contains: 'no task' }])).toBeUndefined();
    expect(mismatch(failed, [{ isError: true, contains: 'denied' }])).toBe(
      'expected the result to contain "denied", found "There is no task 7."',
    );
  });
});

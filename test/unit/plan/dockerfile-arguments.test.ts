import { DockerfileParser } from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import { argumentsUsed, initialArguments, withArguments } from '../../../src/plan/dockerfile-arguments.js';

describe('initialArguments', () => {
  it.each<[string, string, Record<string, string>, Record<string, string>]>([
    ['defaults', 'ARG A=1\nARG B\nFROM x', {}, { A: '1' }],
    ['given values, of declared names only', 'ARG A=1\nARG B\nFROM x', { A: '2', B: '3', C: '4' }, { A: '2', B: '3' }],
    ['defaults made of others', 'ARG A=1\nARG B=v$A-${A}\nFROM x', {}, { A: '1', B: 'v1-1' }],
    ['a default made of nothing', 'ARG B=v$A\nFROM x', {}, {}],
    ['several in one instruction', 'ARG A=1 B="2"\nFROM x', {}, { A: '1', B: '2' }],
    ['nothing behind FROM', 'FROM x\nARG A=1', {}, {}],
  ])('%s', (_, text, given, expected) => {
    expect(Object.fromEntries(initialArguments(DockerfileParser.parse(text), given))).toEqual(expected);
  });
});

const values = new Map([
  ['A', 'a'],
  ['EMPTY', ''],
]);

it.each<[string, string | undefined]>([
  ['x', 'x'],
  ['$A/${A}', 'a/a'],
  ['${NO:-word}', 'word'],
  ['${A:-word}', 'a'],
  ['${A:+word}|${NO:+word}', 'word|'],
  ['$NO', undefined],
  ['', undefined],
])('withArguments(%s)', (text, expected) => expect(withArguments(text, values)).toBe(expected));

it('names the arguments of a text once', () => {
  expect(argumentsUsed('$A/${B:-x}:${A}-$C')).toEqual(['A', 'B', 'C']);
});

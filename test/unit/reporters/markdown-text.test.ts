import { expect, it } from 'vitest';
import { codeBlock, codeSpan, markdownProse, markdownText } from '../../../src/reporters/markdown-text.js';

it.each([
  ['a sentence, with commas.', 'a sentence, with commas.'],
  ['231 MB', '231 MB'],
  ['1. one', String.raw`1\. one`],
  ['# a', String.raw`\# a`],
  ['a < b & c', String.raw`a \< b \& c`],
  ['snake_case *b* [c](d)', String.raw`snake\_case \*b\* \[c\](d)`],
  ['a | b', String.raw`a \| b`],
  ['https://a.example and www.a.example', String.raw`https\://a.example and www\.a.example`],
  ['compose.yaml:4 at 10:00:00', 'compose.yaml:4 at 10:00:00'],
  [':tada: :+1:', String.raw`\:tada: \:+1:`],
  ['@everyone #12 GH-12', '@<!-- -->everyone #<!-- -->12 GH\\-<!-- -->12'],
])('%s', (text, markdown) => expect(markdownText(text)).toBe(markdown));

it.each([
  ['plain', '`plain`'],
  ['a ` b', '``a ` b``'],
  ['`a`', '`` `a` ``'],
  ['', ''],
  ['  ', ''],
])('code %j', (text, markdown) => expect(codeSpan(text)).toBe(markdown));

it('leaves code of a sentence as code', () => {
  expect(markdownProse('Write `npm ci --omit=dev`, not *, and a ` alone.')).toBe(
    String.raw`Write ${'`npm ci --omit=dev`'}, not \*, and a ${'\\`'} alone.`,
  );
});

it('puts a fence around lines that no line can close', () => {
  expect(codeBlock('a\n```\nb', 'text')).toBe('````text\na\n```\nb\n````');
});

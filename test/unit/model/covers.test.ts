import { expect, it } from 'vitest';
import { covers } from '../../../src/model/covers.js';

it.each([
  ['https://a.example/mcp', 'https://a.example/mcp', true],
  ['https://a.example', 'https://a.example/mcp', true],
  ['https://a.example/mcp', 'https://a.example/mcp/more', true],
  ['https://a.example/mcp', 'https://a.example/mcp2', false],
  ['https://a.example/mcp', 'https://a.example:8443/mcp', false],
  ['https://other.example/mcp', 'https://a.example/mcp', false],
])('%s covers %s: %s', (resource, asked, expected) => {
  expect(covers(new URL(resource), new URL(asked))).toBe(expected);
});

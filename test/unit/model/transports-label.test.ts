import { expect, it } from 'vitest';
import { readTransportsLabel } from '../../../src/model/transports-label.js';

it.each([
  ['{"http":{"port":8000},"health":"/health"}', { http: { port: 8000 } }],
  ['{"stdio":{"args":["stdio"]}}', { stdio: {} }],
  ['{}', {}],
])('reads %s', (text, transports) => {
  expect(readTransportsLabel(text)).toEqual(transports);
});

it.each(['', 'http', '[]', '{"http":true}', 'null'])('takes "%s" for no label', (text) => {
  expect(readTransportsLabel(text)).toBeUndefined();
});

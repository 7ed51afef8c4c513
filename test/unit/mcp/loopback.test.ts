import { expect, it } from 'vitest';
import { isLoopback } from '../../../src/mcp/loopback.js';

it.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '::1'])('%s is this machine', (name) => {
  expect(isLoopback(name)).toBe(true);
});

it.each(['example.com', '127.0.0.1.example.com', '10.0.0.1', 'localhost.example.com'])('%s is another one', (name) => {
  expect(isLoopback(name)).toBe(false);
});

import { expect, it } from 'vitest';
import { placeholderFor } from '../../../src/model/placeholder.js';

it.each([
  ['API_KEY', 'dummy'],
  ['ES_URL', 'http://localhost'],
  ['OPENAI_ENDPOINT', 'http://localhost'],
  ['DB_PORT', '8080'],
  ['USER_EMAIL', 'nobody@example.com'],
  ['AWS_REGION', 'us-east-1'],
  ['IMPORTED', 'dummy'],
  ['DATABASE_URI', 'postgresql://localhost/none'],
  ['MY_REDIS_URL', 'redis://localhost/none'],
  ['DB_PASSWORD', 'dummy'],
])('makes up a value for %s', (name, value) => {
  expect(placeholderFor(name)).toBe(value);
});

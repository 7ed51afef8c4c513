import { expect, it } from 'vitest';
import { describeEntry } from '../../../../src/probes/doctor/describe-entry.js';

it.each([
  ['a port', 'MCP_PORT', '3000', '3000'],
  ['the address of a server', 'FASTAPI_BASE_URL', 'http://backend:8000/', 'http://backend:8000/'],
  [
    'the host of a webhook',
    'SLACK_WEBHOOK_URL',
    'https://hooks.example/services/T0/B0/secret',
    'https://hooks.example/…',
  ],
  ['the host of an address with a key', 'API_URL', 'https://x.example?api_key=secret', 'https://x.example/…'],
  ['nothing of an address with a password', 'DATABASE_URL', 'postgres://me:secret@db/x', undefined],
  ['nothing of a secret', 'API_KEY', 'secret', undefined],
])('shows %s', (_, key, value, shown) => {
  expect(describeEntry({ key, value, line: 1 }).value).toBe(shown);
});

import type { Facts } from '../../src/model/facts.js';
import { httpSession } from './mcp-facts.js';

type Row = Facts['hostMatrix'][number];

/** The rows of a server that refuses what is foreign; name the statuses that the test is about. */
export function hostMatrix(status: Partial<Record<Row['kind'] | 'localhost', number>> = {}): Facts['hostMatrix'] {
  return [
    { kind: 'own-host', host: 'localhost:32768', status: status.localhost ?? status['own-host'] ?? 200 },
    { kind: 'own-host', host: '127.0.0.1:32768', status: status['own-host'] ?? 200 },
    { kind: 'foreign-host', host: 'evil.example.com', status: status['foreign-host'] ?? 403 },
    {
      kind: 'foreign-origin',
      host: 'localhost:32768',
      origin: 'http://evil.example.com',
      status: status['foreign-origin'] ?? 403,
    },
    { kind: 'null-origin', host: 'localhost:32768', origin: 'null', status: status['null-origin'] ?? 403 },
  ];
}

/** Of a server that takes no client after the first one, no check of names can tell anything. */
export const noFurtherClient = {
  name: 'a server that takes no client after the first one',
  facts: {
    mcpHttp: httpSession({ nextClient: { refusal: { method: 'initialize', httpStatus: 500, durationMs: 1 } } }),
    hostMatrix: hostMatrix({ 'own-host': 500, 'foreign-host': 500, 'foreign-origin': 500, 'null-origin': 500 }),
  },
  reason: 'The server takes no further client over HTTP; see http/session-rules.',
};

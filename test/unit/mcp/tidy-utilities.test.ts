import { expect, it } from 'vitest';
import { tidyUtilities } from '../../../src/mcp/tidy-utilities.js';
import type { Utilities } from '../../../src/model/facts/utilities.js';

it('keeps the names that are compared, and no secret in what is said beside them', () => {
  const message = 'postgres has no more, k3y-9fQ2xLw7';
  const found: Utilities = {
    transport: 'stdio',
    era: 'handshake',
    cancellations: [],
    lists: [
      {
        method: 'tools/list',
        pages: 1,
        names: ['postgres_query', 'ask_k3y-9fQ2xLw7'],
        answer: { method: 'tools/list', durationMs: 1, error: { code: -32_602, message } },
      },
    ],
  };
  expect(tidyUtilities(found, ['postgres', 'k3y-9fQ2xLw7'])).toEqual({
    ...found,
    lists: [
      {
        method: 'tools/list',
        pages: 1,
        names: ['postgres_query', 'ask_••••••'],
        answer: {
          method: 'tools/list',
          durationMs: 1,
          error: { code: -32_602, message: '•••••• has no more, ••••••' },
        },
      },
    ],
  });
});

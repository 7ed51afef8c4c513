import { expect, it } from 'vitest';
import { loadSdkClients } from '../../../src/mcp/sdk-clients.js';

it('lets both clients go the whole way once, with no server there', async () => {
  const outcomes = await loadSdkClients();
  expect(outcomes.map(({ era, tools, error }) => ({ era, tools, error }))).toEqual([
    { era: 'handshake', tools: ['a'], error: undefined },
    { era: '2026-07-28', tools: ['a'], error: undefined },
  ]);
});

import { expect, it } from 'vitest';
import { beginReplay } from '../../../src/mcp/run-replay.js';
import stdioClients from '../../../src/probes/stdio-clients.js';
import type { ScenarioRun } from '../../../src/targets/target.js';

it('keeps the names that are compared, and no secret in what a library says', async () => {
  const run = {} as ScenarioRun;
  beginReplay(run, async () => [
    { client: 'sdk', era: 'handshake', tools: ['postgres_query', 'ask_k3y-9fQ2xLw7'] },
    { client: 'sdk', era: '2026-07-28', error: 'postgres is no version' },
  ]);
  const secretValues = ['postgres', 'k3y-9fQ2xLw7'];
  const context = { run, target: { secretValues }, fact: async () => ({}) } as never;
  expect(await stdioClients.collect(context)).toEqual([
    { client: 'sdk', era: 'handshake', tools: ['postgres_query', 'ask_••••••'] },
    { client: 'sdk', era: '2026-07-28', error: '•••••• is no version' },
  ]);
});

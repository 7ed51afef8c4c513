import { replayOf } from '../mcp/run-replay.js';
import { hideInOutcomes } from '../mcp/tidy-session.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'stdioClients',
  title: 'Let client libraries read what it said over stdio',
  timeoutMs: 20_000,
  scenario: 'stdio',
  phase: 'ended',
  after: ['mcpStdio'],
  async collect({ run, target, fact }) {
    await fact('mcpStdio');
    return hideInOutcomes(await replayOf(run), target.secretValues);
  },
});

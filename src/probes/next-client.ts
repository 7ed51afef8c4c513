import { nextClientOf } from '../mcp/next-client.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'nextClient',
  title: 'Ask whether another client is served after the only one',
  timeoutMs: 10_000,
  scenario: 'http',
  phase: 'ended',
  after: ['mcpHttp'],
  async collect({ run }) {
    const refused = nextClientOf(run);
    if (refused === undefined) throw new NotApplicable('No client was refused because it came after the only one.');
    return refused;
  },
});

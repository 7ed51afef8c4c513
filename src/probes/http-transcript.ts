import { transcriptOf } from '../mcp/transcript.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'httpTranscript',
  title: 'Read every message over HTTP',
  timeoutMs: 10_000,
  scenario: 'http',
  phase: 'ended',
  after: ['mcpHttp'],
  async collect({ run, target }) {
    return transcriptOf(run).record('http', target.secretValues);
  },
});

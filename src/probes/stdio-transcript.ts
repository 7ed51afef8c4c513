import { stdioWireOf } from '../mcp/run-wire.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'stdioTranscript',
  title: 'Read every message over stdio',
  timeoutMs: 10_000,
  scenario: 'stdio',
  phase: 'ended',
  after: ['mcpStdio'],
  async collect({ run, target, toolVersion }) {
    const wire = stdioWireOf(run, { name: TOOL_NAME, version: toolVersion });
    return wire.transcript.record('stdio', target.secretValues);
  },
});

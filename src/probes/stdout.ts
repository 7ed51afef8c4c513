import { stdioWireOf } from '../mcp/run-wire.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe } from './define-probe.js';

/** The engine may deliver the last bytes a little after the container ended. */
const LAST_BYTES_MS = 1_000;

export default defineProbe({
  fact: 'stdout',
  title: 'Read every byte of stdout',
  timeoutMs: 5_000,
  scenario: 'stdio',
  phase: 'ended',
  async collect({ run, target, toolVersion }) {
    const wire = stdioWireOf(run, { name: TOOL_NAME, version: toolVersion });
    await wire.stdoutEnded(LAST_BYTES_MS);
    return wire.stdoutRecord(target.secretValues);
  },
});

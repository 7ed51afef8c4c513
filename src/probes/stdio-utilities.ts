import { stdioWireOf } from '../mcp/run-wire.js';
import { tidyUtilities } from '../mcp/tidy-utilities.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const loadQuestions = () => import('../mcp/ask-utilities.js');

export default defineProbe({
  fact: 'stdioUtilities',
  title: 'Ask for the rest of the protocol over stdio',
  timeoutMs: 120_000,
  scenario: 'stdio',
  phase: 'running',
  prepare: loadQuestions,
  async collect({ run, target, toolVersion, fact }) {
    const session = await fact('mcpStdio');
    if (!session.answered) throw new NotApplicable('The server did not answer over stdio; mcp/initialize says why.');
    // It did not survive server/discover, and the process that answered then is gone.
    if (session.discover?.failure?.kind === 'closed')
      return { transport: 'stdio', era: session.eras[0] ?? 'handshake', lists: [], cancellations: [] };
    const wire = stdioWireOf(run, { name: TOOL_NAME, version: toolVersion });
    const { calls } = target.settings;
    const { askUtilities } = await loadQuestions();
    const found = await askUtilities(wire, { session, calls, transcript: wire.transcript, owned: run.owned });
    return tidyUtilities(found, target.secretValues);
  },
});

import { greetingMs } from '../mcp/greet.js';
import { LastingWire } from '../mcp/lasting-wire.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { tidyUtilities } from '../mcp/tidy-utilities.js';
import { TOOL_NAME } from '../model/tool.js';
import { anotherRun } from './collecting/another-run.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const loadQuestions = () => import('../mcp/ask-utilities.js');

export default defineProbe({
  fact: 'stdioUtilities',
  title: 'Ask for the rest of the protocol over stdio',
  timeoutMs: 120_000,
  scenario: 'stdio',
  phase: 'running',
  prepare: loadQuestions,
  async collect(context) {
    const { run, target, toolVersion, fact } = context;
    const session = await fact('mcpStdio');
    if (!session.answered) throw new NotApplicable('The server did not answer over stdio; mcp/initialize says why.');
    // It did not survive server/discover, and the process that answered then is gone.
    if (session.discover?.failure?.kind === 'closed' && !run.owned)
      return { transport: 'stdio', era: session.eras[0] ?? 'handshake', lists: [], cancellations: [] };
    const { calls, budgets } = target.settings;
    const client = { name: TOOL_NAME, version: toolVersion };
    const startAgain = run.owned ? () => anotherRun(context) : undefined;
    await using wire = new LastingWire(stdioWireOf(run, client), {
      client,
      greetingMs: greetingMs(budgets.handshakeMs),
      startAgain,
    });
    const { askUtilities } = await loadQuestions();
    const found = await askUtilities(wire, {
      session,
      calls,
      transcript: wire.heard,
      lasting: wire,
      owned: run.owned,
    });
    return tidyUtilities(found, target.secretValues);
  },
});

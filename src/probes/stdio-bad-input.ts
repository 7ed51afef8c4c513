import { greet, greetingMs } from '../mcp/greet.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { writeBadInput } from '../mcp/stdio-bad-input.js';
import { TOOL_NAME } from '../model/tool.js';
import { blamed, endedBy } from './collecting/ended-by.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'stdioBadInput',
  title: 'Write it lines that are no requests',
  timeoutMs: 120_000,
  scenario: 'stdio',
  last: true,
  async collect({ run, target, toolVersion, signal, fact }) {
    if (!run.owned) throw new NotApplicable('It was found running, and nothing is sent to it that may upset it.');
    const { eras, endpoint } = await fact('mcpStdio');
    const [era] = eras;
    if (era === undefined) throw new NotApplicable('Nothing answers MCP over stdio; mcp/initialize says why.');
    const client = { name: TOOL_NAME, version: toolVersion };
    const options = { endpoint, era, client, secrets: target.secretValues };
    const timeoutMs = greetingMs(target.settings.budgets.handshakeMs);
    const opened = async () => {
      const fresh = await target.open(run.spec, signal);
      if (era === 'handshake') await greet(stdioWireOf(fresh, client), { client, timeoutMs, handshakeOnly: true });
      return fresh;
    };
    // Some other question has ended it, which says nothing of bad input.
    await using another = run.hasExited() === undefined ? undefined : await opened();
    const asked = another ?? run;
    const sent = await writeBadInput(stdioWireOf(asked, client), options);
    if (sent === undefined) throw new NotApplicable('The server answered no more before it was sent anything bad.');
    return await blamed(await endedBy(sent, asked), async (name) => {
      await using fresh = await opened();
      const one = await writeBadInput(stdioWireOf(fresh, client), { ...options, alone: name });
      return one === undefined ? undefined : await endedBy(one, fresh);
    });
  },
});

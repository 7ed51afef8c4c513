import { stdioWireOf } from '../mcp/run-wire.js';
import { greetingMs } from '../mcp/greet.js';
import { askStdioVersions } from '../mcp/stdio-versions.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'stdioVersions',
  title: 'Greet it over stdio in a version that nobody has',
  timeoutMs: 60_000,
  scenario: 'stdio',
  async collect({ run, target, toolVersion, signal, fact, profile }) {
    if (profile !== 'full')
      throw new NotApplicable('A process of its own is greeted for it, which the profile full has time for.');
    const { eras, endpoint, answered } = await fact('mcpStdio');
    if (!answered) throw new NotApplicable('Nothing answers MCP over stdio; mcp/initialize says why.');
    if (!run.owned) throw new NotApplicable('It was found running, and no other one is started.');
    const client = { name: TOOL_NAME, version: toolVersion };
    const timeoutMs = greetingMs(target.settings.budgets.handshakeMs);
    await using again = await target.open(run.spec, signal);
    return await askStdioVersions(stdioWireOf(again, client), {
      endpoint,
      client,
      eras,
      timeoutMs,
      secrets: target.secretValues,
    });
  },
});

import { askHostMatrix } from '../mcp/host-matrix.js';
import { onlySession } from '../mcp/only-session.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { TOOL_NAME } from '../model/tool.js';
import { untilUp } from './collecting/readiness.js';
import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'hostMatrix',
  title: 'Try Host and Origin headers',
  timeoutMs: 60_000,
  scenario: 'http',
  phase: 'running',
  async collect(context) {
    await untilUp(context);
    const { run, target, toolVersion } = context;
    if (run.url === undefined) throw new Error('The run has no MCP endpoint.');
    const rows = await askHostMatrix({
      url: run.url,
      headers: target.headers,
      client: { name: TOOL_NAME, version: toolVersion },
      owned: run.owned,
      expected: target.settings.expectHosts ?? [],
      // A server may have one place only, and that belongs to who asks for everything else.
      async onlySession() {
        await context.fact('mcpHttp').catch(() => undefined);
        return onlySession(run);
      },
    });
    return rows.map(({ error, ...row }) =>
      error === undefined ? row : { ...row, error: cleanText(maskSecrets(error, target.secretValues)) },
    );
  },
});

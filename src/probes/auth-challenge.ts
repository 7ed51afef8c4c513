import { askAuthQuestions } from '../mcp/auth-questions.js';
import { headersTo } from '../mcp/headers-to.js';
import { maskValues } from '../model/clean-text.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'authChallenge',
  title: 'Ask without a token, and with a wrong one',
  timeoutMs: 60_000,
  scenario: 'http',
  phase: 'running',
  async collect({ run, target, toolVersion, fact }) {
    const { settings } = target;
    const session = await fact('mcpHttp');
    const { url } = run;
    if (url === undefined) throw new Error('The run has no MCP endpoint.');
    if (!session.authRequired && session.authGiven !== true && settings.auth === undefined)
      throw new NotApplicable('It answers without a token, and mcp-dock.yaml declares none (expect.auth).');
    if (!session.answered && !session.authRequired)
      throw new NotApplicable('It does not answer over HTTP; mcp/initialize says why.');
    const asked = await askAuthQuestions({
      url,
      client: { name: TOOL_NAME, version: toolVersion },
      headers: headersTo(run, target),
      era: session.eras[0] ?? 'handshake',
      owned: run.owned,
      ...(settings.healthPath === undefined ? {} : { healthPath: settings.healthPath }),
    });
    return maskValues(asked, target.secretValues);
  },
});

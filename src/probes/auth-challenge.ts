import { askAuthQuestions } from '../mcp/auth-questions.js';
import { isLoopback } from '../mcp/loopback.js';
import { maskSecrets } from '../model/clean-text.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'authChallenge',
  title: 'Ask without a token, and with a wrong one',
  timeoutMs: 60_000,
  scenario: 'http',
  phase: 'running',
  async collect({ run, target, toolVersion, fact }) {
    const { settings, headers } = target;
    const session = await fact('mcpHttp');
    const { url } = run;
    if (url === undefined) throw new Error('The run has no MCP endpoint.');
    if (!session.authRequired && session.authGiven !== true && settings.auth === undefined)
      throw new NotApplicable('It answers without a token, and mcp-dock.yaml declares none (expect.auth).');
    if (!session.answered && !session.authRequired)
      throw new NotApplicable('It does not answer over HTTP; mcp/initialize says why.');
    // On an engine elsewhere the port is published under a name that the server need not know.
    const elsewhere = run.owned && !isLoopback(url.hostname);
    const asked = await askAuthQuestions({
      url,
      client: { name: TOOL_NAME, version: toolVersion },
      headers: elsewhere ? { ...headers, Host: `localhost:${url.port}` } : headers,
      era: session.eras[0] ?? 'handshake',
      owned: run.owned,
      ...(settings.healthPath === undefined ? {} : { healthPath: settings.healthPath }),
    });
    return JSON.parse(JSON.stringify(asked), (_, value: unknown) =>
      typeof value === 'string' ? maskSecrets(value, target.secretValues) : value,
    ) as typeof asked;
  },
});

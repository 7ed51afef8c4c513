import { askHttpRules } from '../mcp/http-rules/ask-http-rules.js';
import { onlySession } from '../mcp/only-session.js';
import { httpEndpoint } from './collecting/http-endpoint.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'httpRules',
  title: 'Try the rules of HTTP',
  timeoutMs: 60_000,
  scenario: 'http',
  async collect(context) {
    const { run, target, fact } = context;
    const session = await fact('mcpHttp');
    if (!session.answered) throw new NotApplicable('Nothing answers MCP over HTTP; mcp/initialize says why.');
    return askHttpRules({
      ...httpEndpoint(context),
      session,
      owned: run.owned,
      only: onlySession(run),
      origins: target.settings.transports.http?.allowedOrigins,
    });
  },
});

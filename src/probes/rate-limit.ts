import { headersTo } from '../mcp/headers-to.js';
import { askUntilLimited } from '../mcp/until-limited.js';
import { TOOL_NAME } from '../model/tool.js';
import { comingUp } from './collecting/coming-up.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const AT_MOST_MS = 30_000;

export default defineProbe({
  fact: 'rateLimit',
  title: 'Ask until it refuses',
  timeoutMs: 90_000,
  scenario: 'limited',
  async collect(context) {
    const { run, target, toolVersion, fact } = context;
    const { rateLimit } = target.settings;
    if (rateLimit === undefined) throw new NotApplicable('mcp-dock.yaml declares no rate limit (expect.rateLimit).');
    const { eras } = await fact('mcpHttp');
    const [era] = eras;
    if (era === undefined) throw new NotApplicable('It does not answer over HTTP; mcp/initialize says why.');
    const { readyAt } = await comingUp(run, context);
    if (readyAt === undefined || run.url === undefined)
      throw new Error('With its rate limit it does not come up: see expect.rateLimit.env of mcp-dock.yaml.');
    const asked = await askUntilLimited({
      url: run.url,
      client: { name: TOOL_NAME, version: toolVersion },
      headers: headersTo(run, target),
      era,
      requests: rateLimit.requests,
      withinMs: Math.min(rateLimit.windowMs * 2, AT_MOST_MS),
    });
    return { ...asked, command: run.command };
  },
});

import { sendBadInput } from '../mcp/http-bad-input.js';
import { endedBy } from './collecting/ended-by.js';
import { httpEndpoint } from './collecting/http-endpoint.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'httpBadInput',
  title: 'Send it what is no request',
  timeoutMs: 60_000,
  scenario: 'http',
  last: true,
  async collect(context) {
    const { run, fact } = context;
    if (!run.owned) throw new NotApplicable('It was found running, and nothing is sent to it that may upset it.');
    const { eras, endpoint } = await fact('mcpHttp');
    const [era] = eras;
    if (era === undefined) throw new NotApplicable('Nothing answers MCP over HTTP; mcp/initialize says why.');
    const sent = await sendBadInput({ ...httpEndpoint(context), endpoint, era });
    if (sent === undefined) throw new NotApplicable('The server answered no more before it was sent anything bad.');
    return endedBy(sent, run);
  },
});

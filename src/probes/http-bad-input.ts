import { sendBadInput } from '../mcp/http-bad-input.js';
import { onlySession } from '../mcp/only-session.js';
import { NO_FURTHER_CLIENT } from '../model/no-further-client.js';
import { comingUp } from './collecting/coming-up.js';
import { blamed, endedBy } from './collecting/ended-by.js';
import { httpEndpoint } from './collecting/http-endpoint.js';
import { defineProbe, NotApplicable } from './define-probe.js';

export default defineProbe({
  fact: 'httpBadInput',
  title: 'Send it what is no request',
  timeoutMs: 120_000,
  scenario: 'http',
  last: true,
  async collect(context) {
    const { run, target, signal, fact } = context;
    if (!run.owned) throw new NotApplicable('It was found running, and nothing is sent to it that may upset it.');
    const { eras, endpoint, nextClient } = await fact('mcpHttp');
    const [era] = eras;
    if (era === undefined) throw new NotApplicable('Nothing answers MCP over HTTP; mcp/initialize says why.');
    if (era === 'handshake' && nextClient !== undefined) throw new Error(NO_FURTHER_CLIENT);
    const sent = await sendBadInput({ ...httpEndpoint(context), endpoint, era, only: onlySession(run) });
    if (sent === undefined) throw new NotApplicable('The server answered no more before it was sent anything bad.');
    return blamed(await endedBy(sent, run), async (name) => {
      await using fresh = await target.open(run.spec, signal);
      const { readyAt } = await comingUp(fresh, context);
      if (readyAt === undefined) return undefined;
      const asking = { ...httpEndpoint({ ...context, run: fresh }), endpoint, era, alone: name };
      const one = await sendBadInput(asking);
      return one === undefined ? undefined : await endedBy(one, fresh);
    });
  },
});

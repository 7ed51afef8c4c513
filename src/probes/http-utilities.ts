import { headersTo } from '../mcp/headers-to.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { onlySession } from '../mcp/only-session.js';
import { Patience } from '../mcp/patience.js';
import { tidyUtilities } from '../mcp/tidy-utilities.js';
import { transcriptOf } from '../mcp/transcript.js';
import { isLimited } from '../model/is-limited.js';
import { initializeParams } from '../model/mcp-protocol.js';
import { NO_FURTHER_CLIENT } from '../model/no-further-client.js';
import { TOOL_NAME } from '../model/tool.js';
import { requireHello } from './collecting/require-hello.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const GREETING_MS = 10_000;

const loadQuestions = () => import('../mcp/ask-utilities.js');

export default defineProbe({
  fact: 'httpUtilities',
  title: 'Ask for the rest of the protocol over HTTP',
  timeoutMs: 120_000,
  scenario: 'http',
  phase: 'running',
  prepare: loadQuestions,
  async collect({ run, target, toolVersion, fact, signal }) {
    // Its conversation is over by then: what is asked here disturbs nothing there.
    const session = await fact('mcpHttp');
    if (!session.answered) throw new NotApplicable('The server did not answer over HTTP; mcp/initialize says why.');
    if (run.url === undefined) throw new Error('The run has no MCP endpoint.');
    const client = { name: TOOL_NAME, version: toolVersion };
    const transcript = transcriptOf(run);
    const within = onlySession(run);
    const wire = createHttpWire({
      url: run.url,
      client,
      headers: headersTo(run, target),
      transcript,
      patience: new Patience(),
      signal,
      ...(within === undefined ? {} : { within }),
    });
    try {
      if (session.eras.includes('handshake') && within === undefined) {
        if (session.nextClient !== undefined) throw new Error(NO_FURTHER_CLIENT);
        const options = { era: 'handshake', timeoutMs: GREETING_MS } as const;
        const hello = await wire.request('initialize', initializeParams(client), options);
        const { httpStatus } = hello;
        // Without a session of its own every question would be refused, and for another reason.
        if (isLimited(httpStatus))
          return {
            transport: 'http',
            era: session.eras[0] ?? 'handshake',
            limited: httpStatus,
            lists: [],
            cancellations: [],
          };
        requireHello(hello);
        await wire.notify('notifications/initialized', {}, options);
        wire.hear();
      }
      const { askUtilities } = await loadQuestions();
      const { calls } = target.settings;
      return tidyUtilities(
        await askUtilities(wire, { session, calls, transcript, owned: run.owned }),
        target.secretValues,
      );
    } finally {
      await wire.close();
    }
  },
});

import { askUtilities, isLimited } from '../mcp/ask-utilities.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { isLoopback } from '../mcp/loopback.js';
import { tidyUtilities } from '../mcp/tidy-utilities.js';
import { transcriptOf } from '../mcp/transcript.js';
import { initializeParams } from '../model/mcp-protocol.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe, NotApplicable } from './define-probe.js';

const GREETING_MS = 10_000;

export default defineProbe({
  fact: 'httpUtilities',
  title: 'Ask for the rest of the protocol over HTTP',
  timeoutMs: 120_000,
  scenario: 'http',
  phase: 'running',
  async collect({ run, target, toolVersion, fact }) {
    // Its conversation is over by then: what is asked here disturbs nothing there.
    const session = await fact('mcpHttp');
    if (!session.answered) throw new NotApplicable('The server did not answer over HTTP; mcp/initialize says why.');
    if (run.url === undefined) throw new Error('The run has no MCP endpoint.');
    const client = { name: TOOL_NAME, version: toolVersion };
    const elsewhere = run.owned && !isLoopback(run.url.hostname);
    const transcript = transcriptOf(run);
    const wire = createHttpWire({
      url: run.url,
      client,
      headers: elsewhere ? { ...target.headers, Host: `localhost:${run.url.port}` } : target.headers,
      transcript,
    });
    try {
      if (session.eras.includes('handshake')) {
        const options = { era: 'handshake', timeoutMs: GREETING_MS } as const;
        const { httpStatus } = await wire.request('initialize', initializeParams(client), options);
        // Without a session of its own every question would be refused, and for another reason.
        if (isLimited(httpStatus))
          return {
            transport: 'http',
            era: session.eras[0] ?? 'handshake',
            limited: httpStatus,
            lists: [],
            cancellations: [],
          };
        await wire.notify('notifications/initialized', {}, options);
      }
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

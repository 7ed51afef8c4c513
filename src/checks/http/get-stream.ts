import type { Exchange } from '../../model/facts/http-rules.js';
import { defineCheck } from '../define-check.js';
import { exchangeRepro } from '../mcp-repro.js';
import { answerTo, came, hasType, unanswered, unlessUntold } from './exchanges.js';

export default defineCheck({
  id: 'http/get-stream',
  title: 'GET opens an event stream or is refused with 405',
  why: 'Clients open a stream with GET right after the handshake; any other answer looks to them like a broken server or the wrong address.',
  remedy:
    'Answer GET on the MCP endpoint with text/event-stream and send its head at once, or with 405 where the server sends nothing of its own accord.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Listening for messages from the server',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server',
    },
  ],
  revisions: ['2025-11-25', '2025-06-18', '2025-03-26'],
  profile: 'standard',
  since: '0.1.0',
  needs: ['httpRules', 'mcpHttp'],
  run({ httpRules, mcpHttp }) {
    if (!httpRules.eras.includes('handshake'))
      return { notApplicable: 'The server speaks only 2026-07-28; http/modern-headers looks at its GET.' };
    const nothing = unanswered(httpRules, 'request', mcpHttp);
    if (nothing !== undefined) return nothing;
    const stream = answerTo(httpRules, 'get-stream');
    const problem = stream === undefined ? undefined : problemOf(stream);
    return unlessUntold(
      httpRules,
      (question) => question === 'get-stream',
      stream === undefined || problem === undefined ? [] : [{ ...problem, repro: exchangeRepro(mcpHttp, stream) }],
    );
  },
});

function problemOf(stream: Exchange): { message: string; severity?: 'warning' } | undefined {
  const { status, failure } = stream;
  if (status === 405 || (status === 200 && hasType(stream, 'text/event-stream'))) return undefined;
  // A Node server that has written nothing has sent no head either: the stream is there, and nobody knows.
  if (status === undefined && failure?.kind === 'timeout')
    return {
      message: `GET with Accept: text/event-stream gets ${failure.message}, neither the head of a stream nor 405.`,
      severity: 'warning',
    };
  return {
    message: `GET with Accept: text/event-stream is answered with ${came(stream)} instead of an event stream or 405.`,
  };
}

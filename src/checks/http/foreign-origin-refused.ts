import { defineCheck } from '../define-check.js';
import { foreignUntold, hostRepro, isAccepted, NO_MCP, speaksMcp, unheard } from './host-rows.js';

export default defineCheck({
  id: 'http/foreign-origin-refused',
  title: 'Requests of a foreign web page are refused',
  why: 'A browser tells the server which page a request comes from; a server that does not look can be used by any page its user opens.',
  remedy: 'Answer 403 when an Origin header is present and not in a list of allowed origins, null included.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Security warning',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning',
    },
    {
      title: 'MCP 2026-07-28: Security and endpoint',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security--endpoint',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['hostMatrix', 'mcpHttp'],
  run({ hostMatrix, mcpHttp }) {
    if (!speaksMcp(mcpHttp)) return NO_MCP;
    const foreign = hostMatrix.filter(({ kind }) => kind === 'foreign-origin' || kind === 'null-origin');
    const untold = foreignUntold(hostMatrix, foreign, mcpHttp);
    if (untold !== undefined) return untold;
    const accepted = foreign.filter(isAccepted);
    const [first] = accepted;
    if (first === undefined) return unheard(foreign, 'foreign pages') ?? [];
    const origins = accepted.map(({ origin = '' }) => origin).join(' and ');
    return [
      {
        message: `The server answers a request with Origin ${origins} with ${first.status} instead of 403.`,
        repro: hostRepro(mcpHttp, first),
      },
    ];
  },
});

import { defineCheck } from '../define-check.js';
import { foreignUntold, hostRepro, isAccepted, NO_MCP, speaksMcp, unheard } from './host-rows.js';

export default defineCheck({
  id: 'http/foreign-host-refused',
  title: 'Requests for a foreign Host are refused',
  why: 'With DNS rebinding a web page can talk to a server on the reader’s own machine; its requests carry the page’s host name.',
  remedy: 'Refuse every Host that is not in a list of allowed names with 403 (or 421).',
  severity: 'warning',
  references: [
    {
      title: 'MCP: Security best practices',
      url: 'https://modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#local-mcp-server-compromise',
    },
    {
      title: 'MCP 2025-11-25: Security warning',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['hostMatrix', 'mcpHttp'],
  run({ hostMatrix, mcpHttp }) {
    if (!speaksMcp(mcpHttp)) return NO_MCP;
    const foreign = hostMatrix.filter(({ kind }) => kind === 'foreign-host');
    const untold = foreignUntold(hostMatrix, foreign, mcpHttp);
    if (untold !== undefined) return untold;
    const accepted = foreign.filter(isAccepted).map(({ host, status }) => ({
      message: `The server answers a request with Host ${host} with ${status}.`,
      repro: hostRepro(mcpHttp, { host }),
    }));
    return accepted.length > 0 ? accepted : (unheard(foreign, 'foreign names') ?? []);
  },
});

import { defineCheck } from '../define-check.js';
import { hostRepro, isAccepted, NO_MCP, ownHostWorks, speaksMcp } from './host-rows.js';

/** Statuses with which servers refuse a Host: 403 in TypeScript, 421 in Python. */
const REFUSALS = [403, 421];

export default defineCheck({
  id: 'http/own-hosts-accepted',
  title: 'Server accepts the names it is reached under',
  why: 'A list of allowed hosts that has only the inner port or one spelling turns real clients away with 403 or 421.',
  remedy: 'Compare the Host header by name without its port, and allow localhost, 127.0.0.1 and the service name.',
  severity: 'error',
  references: [
    {
      title: 'MCP: Security best practices',
      url: 'https://modelcontextprotocol.io/docs/2025-11-25/tutorials/security/security_best_practices#local-mcp-server-compromise',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['hostMatrix', 'mcpHttp'],
  run({ hostMatrix, mcpHttp }) {
    const own = hostMatrix.filter(({ kind }) => kind === 'own-host');
    const refused = own.filter(({ status }) => status !== undefined && REFUSALS.includes(status));
    if (refused.length === 0) {
      if (!speaksMcp(mcpHttp)) return NO_MCP;
      return ownHostWorks(hostMatrix) ? [] : { notApplicable: 'No Host was accepted or refused; see mcp/initialize.' };
    }
    const accepted = own.filter(isAccepted).map(({ host }) => host);
    const others = accepted.length === 0 ? '' : `, while ${accepted.join(', ')} is accepted`;
    return refused.map(({ host, status, ...row }) => ({
      message: `The server refuses Host ${host} with ${status}${others}.`,
      repro: hostRepro(mcpHttp, { host, ...row }),
    }));
  },
});

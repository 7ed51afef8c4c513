import { defineCheck } from '../define-check.js';
import { limitedAnswer } from '../limited-questions.js';
import { noFurtherClient } from '../second-client.js';
import { hostRepro, isAccepted, isHostRefused, isTurnedAway, NO_MCP, speaksMcp, unheard } from './host-rows.js';

export default defineCheck({
  id: 'http/own-hosts-accepted',
  title: 'Server accepts the names it is reached under',
  why: 'A list of allowed hosts that has only the inner port or one spelling turns real clients away with 403 or 421.',
  remedy:
    'Compare the Host header by name without its port, and allow localhost, 127.0.0.1, the service name and what expect.hosts in mcp-dock.yaml names. A list that compares with the port, such as allowedHosts of the TypeScript SDK, needs each name with the port that clients use.',
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
    const own = hostMatrix.filter(({ kind }) => kind === 'own-host' || kind === 'expected-host');
    const accepted = own.filter(isAccepted).map(({ host }) => host);
    // Where one name is accepted, the others are turned away for their names, whatever the word for it.
    const refused = own.filter((row) => isHostRefused(row) || (accepted.length > 0 && isTurnedAway(row)));
    if (refused.length === 0) {
      if (!speaksMcp(mcpHttp)) return NO_MCP;
      if (accepted.length > 0) return unheard(own, 'own names') ?? [];
      const untold = limitedAnswer(own) ?? noFurtherClient(mcpHttp);
      return untold ?? { notApplicable: 'No Host was accepted or refused; see mcp/initialize.' };
    }
    const others =
      accepted.length === 0 ? '' : `, while ${accepted.join(', ')} ${accepted.length === 1 ? 'is' : 'are'} accepted`;
    return refused.map(({ host, status, kind, ...row }) => ({
      message: `The server refuses Host ${host}${kind === 'own-host' ? '' : ' of expect.hosts'} ${status === undefined ? 'by closing the connection' : `with ${status}`}${others}.`,
      repro: hostRepro(mcpHttp, { host, ...row }),
    }));
  },
});

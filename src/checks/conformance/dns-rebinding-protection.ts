import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'dns-rebinding-protection',
    title: 'The official suite is refused under a foreign host',
    why: 'With DNS rebinding a web page can talk to a server on its reader’s own machine.',
    reference: {
      title: 'MCP 2025-11-25: Security warning',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning',
    },
  }),
);

import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'server-sse-multiple-streams',
    title: 'The official suite holds several streams at once',
    why: 'Clients ask side by side, and a server that serves one stream at a time makes them wait or fail.',
    reference: {
      title: 'MCP 2025-11-25: Multiple connections',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#multiple-connections',
    },
  }),
);

import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'ping',
    title: 'The official suite gets an answer to ping',
    why: 'Clients take a server that does not answer ping for dead and close the connection.',
    reference: {
      title: 'MCP 2025-11-25: Ping',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/ping',
    },
  }),
);

import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'tools-list',
    title: 'The official suite finds the list of tools sound',
    why: 'Every client begins with this list, and one bad entry can cost all tools.',
    reference: {
      title: 'MCP 2025-11-25: Listing tools',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#listing-tools',
    },
  }),
);

import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'resources-list',
    title: 'The official suite finds the list of resources sound',
    why: 'A client that cannot read the list shows no resource.',
    reference: {
      title: 'MCP 2025-11-25: Listing resources',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/resources#listing-resources',
    },
  }),
);

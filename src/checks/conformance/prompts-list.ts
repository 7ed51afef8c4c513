import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'prompts-list',
    title: 'The official suite finds the list of prompts sound',
    why: 'A client that cannot read the list shows no prompt.',
    reference: {
      title: 'MCP 2025-11-25: Listing prompts',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/prompts#listing-prompts',
    },
  }),
);

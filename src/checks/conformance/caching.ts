import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'caching',
    title: 'The official suite finds how long lists may be kept',
    why: 'Without these hints clients ask again for every list, or keep an old one.',
    reference: {
      title: 'MCP 2026-07-28: Caching',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching',
    },
  }),
);

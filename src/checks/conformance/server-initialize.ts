import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'server-initialize',
    title: 'The official suite connects',
    why: 'What the suite of the protocol’s authors cannot open, a client that follows the specification cannot open either.',
    reference: {
      title: 'MCP 2025-11-25: Initialization',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization',
    },
  }),
);

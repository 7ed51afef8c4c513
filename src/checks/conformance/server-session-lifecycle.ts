import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'server-session-lifecycle',
    title: 'The official suite opens and ends sessions',
    why: 'A session that cannot be ended, or lives on after it was, costs memory and mixes up clients.',
    reference: {
      title: 'MCP 2025-11-25: Session management',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management',
    },
  }),
);

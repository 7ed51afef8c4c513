import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'logging-set-level',
    title: 'The official suite may set the level of logging',
    why: 'A server that declares logging and refuses its one method breaks clients that rely on the declaration.',
    reference: {
      title: 'MCP 2025-11-25: Logging',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging',
    },
  }),
);

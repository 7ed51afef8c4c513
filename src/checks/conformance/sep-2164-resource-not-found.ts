import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'sep-2164-resource-not-found',
    title: 'The official suite is told of a resource that is missing',
    why: 'A client that cannot tell a missing resource from a broken server asks again and again.',
    reference: {
      title: 'MCP 2026-07-28: Resources, error handling',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/resources#error-handling',
    },
  }),
);

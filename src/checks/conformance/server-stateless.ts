import { defineCheck } from '../define-check.js';
import { conformanceScenario } from './scenario.js';

export default defineCheck(
  conformanceScenario({
    scenario: 'server-stateless',
    title: 'The official suite finds the stateless protocol kept',
    why: 'Clients of 2026-07-28 send what a server needs with each request, and rely on how a bad one is refused.',
    reference: {
      title: 'MCP 2026-07-28: Server validation',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation',
    },
  }),
);

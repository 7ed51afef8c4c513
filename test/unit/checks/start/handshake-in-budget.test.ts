import handshakeInBudget from '../../../../src/checks/start/handshake-in-budget.js';
import { httpSession, settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

testCheck(handshakeInBudget, {
  pass: [
    { name: 'an answer in time', facts: { settings: settings(), mcpSessions: [httpSession({ handshakeMs: 9_900 })] } },
  ],
  fail: [
    {
      name: 'an answer that comes late',
      facts: { settings: settings(), mcpSessions: [httpSession({ handshakeMs: 11_034 })] },
      messages: ['The first MCP answer came 11 s after the start (http), over 10 s (budgets.handshake).'],
    },
  ],
  notApplicable: [
    {
      name: 'a server that was found running',
      facts: { settings: settings(), mcpSessions: [httpSession({ handshakeMs: undefined })] },
    },
  ],
});

import check from '../../../../src/checks/host/ports-free.js';
import { testCheck } from '../../../support/test-check.js';

const wantedBy = 'compose.yaml, mcp-server';

testCheck(check, {
  pass: [
    { name: 'a free port', facts: { ports: [{ port: 3000, wantedBy, free: true }] } },
    {
      name: 'a port of the running project itself',
      facts: { ports: [{ port: 3000, wantedBy, free: false, ownContainer: true, takenBy: 'container "a" (b)' }] },
    },
  ],
  fail: [
    {
      name: 'a taken port',
      facts: { ports: [{ port: 3000, wantedBy, free: false, takenBy: 'process 7 (node)', nextFree: 3001 }] },
      messages: ['Port 3000 (compose.yaml, mcp-server) is taken by process 7 (node).'],
    },
    {
      name: 'a holder that nobody may see',
      facts: { ports: [{ port: 80, wantedBy, free: false, variable: 'MCP_PORT', nextFree: 81 }] },
      messages: ['Port 80 (compose.yaml, mcp-server) is taken by another program.'],
    },
  ],
});

import { expect, it } from 'vitest';
import mcpSessions from '../../../src/probes/mcp-sessions.js';
import { httpSession, stdioSession } from '../../support/mcp-facts.js';

it('joins the sessions that are known', () => {
  const [http, stdio] = [httpSession(), stdioSession()];
  expect(mcpSessions.derive({ mcpHttp: http, mcpStdio: stdio })).toEqual([http, stdio]);
  expect(mcpSessions.derive({ mcpStdio: stdio })).toEqual([stdio]);
  expect(mcpSessions.derive({ mcpStdio: stdio, stdioClients: [] })).toEqual([stdio]);
});

it('gives the session over stdio what client libraries make of it', () => {
  const [http, stdio] = [httpSession(), stdioSession()];
  const sdk = [{ client: 'sdk', era: 'handshake' as const, tools: [] }];
  const joined = mcpSessions.derive({ mcpHttp: http, mcpStdio: stdio, stdioClients: sdk });
  expect(joined).toEqual([http, { ...stdio, sdk }]);
  expect(mcpSessions.derive({ mcpHttp: http, stdioClients: sdk })).toEqual([http]);
});

it('gives the session over HTTP what the next client was told', () => {
  const [http, stdio] = [httpSession(), stdioSession()];
  const nextClient = { refusal: { method: 'initialize', httpStatus: 500, durationMs: 1 } };
  expect(mcpSessions.derive({ mcpHttp: http, nextClient })).toEqual([{ ...http, nextClient }]);
  expect(mcpSessions.derive({ mcpStdio: stdio, nextClient })).toEqual([stdio]);
});

import { expect, it } from 'vitest';
import mcpSessions from '../../../src/probes/mcp-sessions.js';
import { httpSession, stdioSession } from '../../support/mcp-facts.js';

it('joins the sessions that are known', () => {
  const [http, stdio] = [httpSession(), stdioSession()];
  expect(mcpSessions.derive({ mcpHttp: http, mcpStdio: stdio })).toEqual([http, stdio]);
  expect(mcpSessions.derive({ mcpStdio: stdio })).toEqual([stdio]);
});

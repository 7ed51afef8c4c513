import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { initializeRepro } from '../mcp-repro.js';

export default defineCheck({
  id: 'start/handshake-in-budget',
  title: 'First MCP answer comes within the budget of clients',
  why: 'Clients give a server a limited time from start to first answer, some only 10 s, and then show it as broken.',
  remedy:
    'Answer the first request before catalogues, models or connections are loaded; fetch nothing from a network at start.',
  severity: 'error',
  references: [
    {
      title: 'MCP specification: Lifecycle',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions', 'settings'],
  run({ mcpSessions, settings }) {
    const limit = settings.budgets.handshakeMs;
    const timed = mcpSessions.flatMap((session) =>
      session.handshakeMs === undefined ? [] : [{ session, handshakeMs: session.handshakeMs }],
    );
    if (timed.length === 0) return { notApplicable: 'No MCP answer whose time from the start is known.' };
    return timed
      .filter(({ handshakeMs }) => handshakeMs > limit)
      .map(({ session, handshakeMs }) => ({
        message: `The first MCP answer came ${formatDuration(handshakeMs)} after the start (${session.transport}), over ${formatDuration(limit)} (budgets.handshake).`,
        measured: formatDuration(handshakeMs),
        limit: formatDuration(limit),
        repro: initializeRepro(session),
      }));
  },
});

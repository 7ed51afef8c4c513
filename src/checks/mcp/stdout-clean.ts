import { defineCheck } from '../define-check.js';

const SHOWN_LINES = 5;

export default defineCheck({
  id: 'mcp/stdout-clean',
  title: 'Nothing but JSON-RPC on stdout',
  why: 'In stdio mode stdout is the protocol: some clients drop the connection at the first line that is no message, others lose it without a word.',
  remedy: 'Send banners, logs and debug output to stderr, in the server and in everything that its entrypoint runs.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: stdio',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio',
    },
    {
      title: 'MCP 2026-07-28: stdio',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  // The session is needed because it is what makes the server write.
  needs: ['stdout', 'mcpStdio'],
  run({ stdout: { bytes, messages, offending, offendingLines = offending.length }, mcpStdio: { endpoint } }) {
    const [first] = offending;
    if (first === undefined) {
      if (bytes > 0) return [];
      return { notApplicable: 'The server wrote nothing to stdout; mcp/initialize says more.' };
    }
    const shown = offending.slice(0, SHOWN_LINES);
    const count = offendingLines === 1 ? '1 line' : `${offendingLines} lines`;
    return [
      {
        message: `${count} on stdout that ${offendingLines === 1 ? 'is' : 'are'} no JSON-RPC, beside ${messages} ${messages === 1 ? 'message' : 'messages'}. Line ${first.line} (${first.reason}): ${first.text}`,
        evidence: [
          ...shown.map(({ line, text, reason }) => `${line}: ${text} (${reason})`),
          ...(offendingLines > shown.length ? [`… and ${offendingLines - shown.length} more`] : []),
        ],
        measured: count,
        limit: '0 lines',
        repro: `${endpoint} </dev/null 2>/dev/null | head -n ${Math.min(first.line, 20)}`,
      },
    ];
  },
});

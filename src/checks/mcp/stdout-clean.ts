import type { McpSession, StdoutFact } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { MODERN_VERSION } from '../../model/mcp-protocol.js';
import { formatBytes } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { badLinesRepro, initializeRepro, needsArguments, reproOf } from '../mcp-repro.js';

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
  run({ stdout, mcpStdio }) {
    const { bytes, offending, offendingLines = offending.length, truncated } = stdout;
    if (offendingLines === 0) {
      if (truncated)
        return {
          unknown: `Of ${formatBytes(bytes)} on stdout only the beginning was read, and that is JSON-RPC; have the server say less while it is verified.`,
        };
      if (bytes > 0) return [];
      return { notApplicable: 'The server wrote nothing to stdout; mcp/initialize says more.' };
    }
    const told = KINDS.map(({ kind, ...words }) => ({
      ...words,
      lines: offending.filter((line) => line.kind === kind),
    }));
    const shown = told.reduce((sum, { lines }) => sum + lines.length, 0);
    return told.flatMap((one, at) => {
      const [first] = one.lines;
      if (first === undefined) return [];
      // Those of which no example was kept are mostly lines of a log.
      const count = one.lines.length + (at === 0 ? offendingLines - shown : 0);
      return [findingOf({ ...one, first, count }, stdout, mcpStdio)];
    });
  },
});

type Line = StdoutFact['offending'][number];

interface Told {
  /** Said of one line, and of several. */
  readonly are: readonly [one: string, several: string];
  readonly remedy?: string;
  readonly lines: readonly Line[];
  readonly first: Line;
  readonly count: number;
}

const KINDS: readonly (Pick<Told, 'are' | 'remedy'> & Pick<Line, 'kind'>)[] = [
  { kind: undefined, are: ['is no JSON-RPC', 'are no JSON-RPC'] },
  {
    kind: 'message',
    are: ['is meant as JSON-RPC and is no message', 'are meant as JSON-RPC and are no messages'],
    remedy:
      'Write each message whole on one line: jsonrpc "2.0", and in an answer the id of the request with either a result or an error. A notification has no answer.',
  },
  {
    kind: 'encoding',
    are: ['is no UTF-8', 'are no UTF-8'],
    remedy: 'Write stdout in UTF-8, whatever the locale of the process says.',
  },
];

function findingOf({ are, remedy, lines, first, count }: Told, { messages }: StdoutFact, session: McpSession): Finding {
  const measured = count === 1 ? '1 line' : `${count} lines`;
  const shown = lines.slice(0, SHOWN_LINES);
  return {
    message: `${measured} on stdout that ${are[count === 1 ? 0 : 1]}, beside ${messages} ${messages === 1 ? 'message' : 'messages'}. Line ${first.line} (${first.reason}): ${first.text}`,
    evidence: [
      ...shown.map(({ line, text, reason }) => `${line}: ${text} (${reason})`),
      ...(count > shown.length ? [`… and ${count - shown.length} more`] : []),
    ],
    ...(remedy === undefined ? {} : { remedy }),
    measured,
    limit: '0 lines',
    // What has the name of the protocol in it is what belongs there.
    repro: `${reproFor(session, first)} 2>/dev/null${first.kind === undefined ? ` | grep -v '"jsonrpc"'` : ''}`,
  };
}

/** What was sent before the line came; for one that needs arguments, another that mostly makes a server write it too. */
function reproFor(session: McpSession, { asked = 'initialize', written }: Line): string {
  if (written !== undefined) return badLinesRepro(session, [written]);
  if (asked === 'initialize') return initializeRepro(session);
  if (asked === 'server/discover') return reproOf(session, asked, {}, MODERN_VERSION);
  return reproOf(session, needsArguments(asked) ? 'tools/list' : asked);
}

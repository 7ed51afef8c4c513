import type { TranscriptFact, WireMessage } from '../../model/facts/wire.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { isObject, MODERN_VERSION } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, inWords, sessionOf, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/logging',
  title: 'Log messages are declared, and keep to the level',
  why: 'Clients that were not told of logging have no place for log messages, and people who asked for errors alone drown in the rest.',
  remedy:
    'Declare the logging capability where notifications/message is sent, accept logging/setLevel and keep to it; in 2026-07-28 send log messages only for requests that name a logLevel.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Logging',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging',
    },
    {
      title: 'MCP 2026-07-28: Logging',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities', 'transcripts'],
  run({ mcpSessions, mcpUtilities, transcripts }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const logs = transcripts.flatMap((transcript) => unasked(transcript, mcpSessions));
    const levels = mcpUtilities.flatMap(({ transport, setLevel }) => {
      const session = sessionOf(mcpSessions, transport);
      if (setLevel === undefined || session === undefined) return [];
      const { level, answer, below } = setLevel;
      const repro = reproOf(session, 'logging/setLevel', { level }, 'handshake');
      const where = `Over ${transportName(session)}`;
      if (!isObject(answer.result)) {
        return [
          {
            message: `${where}, the logging capability is declared, but logging/setLevel got ${inWords(answer)}.`,
            repro,
          },
        ];
      }
      if (below.length === 0) return [];
      const words = [...new Set(below)].join(', ');
      const severity = 'warning' as const;
      return [
        {
          message: `${where}, messages of the level ${words} came after the level was set to ${level}.`,
          severity,
          repro,
        },
      ];
    });
    const limited = limitedBefore(
      mcpUtilities,
      ({ transport, era, setLevel }) =>
        setLevel !== undefined ||
        era !== 'handshake' ||
        !('logging' in (sessionOf(mcpSessions, transport)?.capabilities ?? {})),
    );
    const findings = [...logs, ...levels];
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

/** Log messages that the conversation gave no leave for. */
function unasked({ transport, messages, left }: TranscriptFact, sessions: readonly McpSession[]): Finding[] {
  const session = sessionOf(sessions, transport);
  if (session === undefined) return [];
  const { capabilities, eras } = session;
  // What a process says before its first answer is for no request: our first question is of the modern era, whatever it speaks.
  const start = transport === 'stdio' ? messages.findIndex(({ answers }) => answers !== undefined) : 0;
  const isModern = ({ era }: WireMessage, at: number) =>
    eras.includes(MODERN_VERSION) && era === MODERN_VERSION && start >= 0 && at >= start;
  const logs = messages.flatMap((entry, at) =>
    isObject(entry.message) && entry.message['method'] === 'notifications/message' ? [isModern(entry, at)] : [],
  );
  const modern = logs.filter(Boolean).length;
  const declared = capabilities === undefined || 'logging' in capabilities;
  const early = declared ? 0 : logs.length - modern;
  const where = `Over ${transportName(session)}`;
  return [
    ...(early === 0
      ? []
      : [
          {
            message: `${where}, ${countOf(early, left)} came, but the logging capability is not declared.`,
            repro: reproOf(session, 'tools/list'),
          },
        ]),
    ...(modern === 0
      ? []
      : [
          {
            message: `${where} in ${MODERN_VERSION}, ${countOf(modern, left)} came for requests without a logLevel.`,
            repro: reproOf(session, 'tools/list', {}, MODERN_VERSION),
          },
        ]),
  ];
}

/** Of many alike, some are not kept. */
const countOf = (count: number, left: number): string =>
  count === 1 ? 'a log message' : `${left === 0 ? '' : 'at least '}${count} log messages`;

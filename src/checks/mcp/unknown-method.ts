import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, endOver, inWords, transportName } from '../mcp-sessions.js';
import { METHOD_NOT_FOUND } from '../../model/rpc-errors.js';

export default defineCheck({
  id: 'mcp/unknown-method',
  title: 'Unknown methods are answered with -32601',
  why: 'Clients find out what a server can do by asking; without the proper error they wait, retry or take the server for broken.',
  remedy: 'Answer every unknown method with the JSON-RPC error -32601, over HTTP in 2026-07-28 with status 404.',
  severity: 'error',
  references: [
    { title: 'JSON-RPC 2.0: Error object', url: 'https://www.jsonrpc.org/specification#error_object' },
    {
      title: 'MCP 2025-11-25: Responses',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic#responses',
    },
    {
      title: 'MCP 2026-07-28: Protocol version header',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#protocol-version-header',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const asked = answered.sessions.flatMap((session) => [
      { session, era: session.eras[0], answer: session.unknownMethod },
      { session, era: session.otherEra?.era, answer: session.otherEra?.unknownMethod },
    ]);
    const isAsked = ({ unknownMethod, otherEra, eras, transport }: McpSession) =>
      unknownMethod !== undefined &&
      (transport === 'stdio' || eras.length < 2 || otherEra?.unknownMethod !== undefined);
    return unlessLimited(
      answered.sessions,
      isAsked,
      asked.every(({ answer }) => answer === undefined)
        ? { notApplicable: 'The server was gone before an unknown method could be asked.' }
        : asked.flatMap(({ session, era, answer }) =>
            answer === undefined || era === undefined ? [] : findingsFor(session, era, answer),
          ),
    );
  },
});

function findingsFor(session: McpSession, era: McpSession['eras'][number], answer: McpAnswer): Finding[] {
  const where = `Over ${transportName(session)} in ${era === 'handshake' ? 'the handshake era' : era}`;
  const repro = reproOf(session, answer.method, {}, era);
  const end = endOver(answer);
  if (end !== undefined) {
    const asked = `is asked for the unknown method ${answer.method}`;
    return [{ message: `${where}, the server ends when it ${asked}: ${end}.`, repro }];
  }
  if (answer.error === undefined)
    return [{ message: `${where}, the unknown method ${answer.method} got ${inWords(answer)}.`, repro }];
  if (answer.error.code !== METHOD_NOT_FOUND) {
    return [
      {
        message: `${where}, the unknown method ${answer.method} got ${inWords(answer)} instead of ${METHOD_NOT_FOUND}.`,
        severity: 'warning',
        repro,
      },
    ];
  }
  if (era === '2026-07-28' && session.transport === 'http' && answer.httpStatus !== 404) {
    return [
      {
        message: `${where}, the unknown method ${answer.method} got ${METHOD_NOT_FOUND} with HTTP ${answer.httpStatus} instead of 404.`,
        severity: 'warning',
        repro,
      },
    ];
  }
  return [];
}

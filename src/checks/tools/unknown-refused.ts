import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, inWords, transportName } from '../mcp-sessions.js';

const INVALID_PARAMS = -32_602;

export default defineCheck({
  id: 'tools/unknown-refused',
  title: 'Calls of unknown tools are refused',
  why: 'A model that misspells a tool must learn that nothing was done.',
  remedy: 'Answer a call of a tool that does not exist with the JSON-RPC error -32602.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Error handling',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#error-handling',
    },
    {
      title: 'MCP 2026-07-28: Error handling',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#error-handling',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const asked = answered.sessions.flatMap((session) => {
      const answers = [
        { era: session.eras[0], answer: session.unknownTool },
        { era: session.otherEra?.era, answer: session.otherEra?.unknownTool },
      ].flatMap(({ era, answer }) => (era === undefined || answer === undefined ? [] : [{ session, era, answer }]));
      return answers;
    });
    if (asked.length === 0) return { notApplicable: 'The server lists no tools, so none was asked for that it lacks.' };
    return asked.flatMap(({ session, era, answer }) => findingFor(session, era, answer));
  },
});

function findingFor(session: McpSession, era: McpSession['eras'][number], answer: McpAnswer): Finding[] {
  const where = `Over ${transportName(session)} in ${era === 'handshake' ? 'the handshake era' : era}`;
  const repro = reproOf(session, 'tools/call', { name: 'mcp_dock_no_such_tool', arguments: {} }, era);
  if (answer.error !== undefined) {
    if (answer.error.code === INVALID_PARAMS) return [];
    const message = `${where}, a tool that does not exist is refused with ${inWords(answer)} instead of ${INVALID_PARAMS}.`;
    return [{ message, severity: 'warning', repro }];
  }
  if (answer.failure !== undefined)
    return [{ message: `${where}, a call of a tool that does not exist got no answer: ${inWords(answer)}.`, repro }];
  const { result } = answer;
  const isError = typeof result === 'object' && result !== null && 'isError' in result && result.isError === true;
  return isError
    ? [
        {
          message: `${where}, a tool that does not exist is refused with a tool result instead of the error ${INVALID_PARAMS}.`,
          severity: 'warning',
          repro,
        },
      ]
    : [{ message: `${where}, a call of a tool that does not exist is answered as if it had worked.`, repro }];
}

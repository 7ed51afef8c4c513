import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { hasAnswered } from '../../model/has-answered.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, endOver, inWords, transportName } from '../mcp-sessions.js';
import { whyNone } from './listed-tools.js';
import { INVALID_PARAMS } from '../../model/rpc-errors.js';

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
    const isAsked = ({ tools, toolsInOtherEra, unknownTool, otherEra, eras, transport }: McpSession) =>
      tools !== undefined &&
      (unknownTool !== undefined || tools.length === 0) &&
      (transport === 'stdio' ||
        eras.length < 2 ||
        toolsInOtherEra?.length === 0 ||
        otherEra?.unknownTool !== undefined);
    return unlessLimited(
      answered.sessions,
      isAsked,
      asked.length === 0
        ? { notApplicable: whyNotAsked(answered.sessions) }
        : asked.flatMap(({ session, era, answer }) => findingFor(session, era, answer)),
    );
  },
});

const whyNotAsked = (sessions: readonly McpSession[]): string =>
  sessions.some(({ tools = [] }) => tools.length > 0)
    ? 'The server was gone before it could be asked for a tool that it lacks.'
    : whyNone(sessions);

function findingFor(session: McpSession, era: McpSession['eras'][number], answer: McpAnswer): Finding[] {
  const where = `Over ${transportName(session)} in ${era === 'handshake' ? 'the handshake era' : era}`;
  const repro = reproOf(session, 'tools/call', { name: 'mcp_dock_no_such_tool', arguments: {} }, era);
  if (answer.error !== undefined) {
    if (answer.error.code === INVALID_PARAMS) return [];
    const message = `${where}, a tool that does not exist is refused with ${inWords(answer)} instead of ${INVALID_PARAMS}.`;
    return [{ message, severity: 'warning', repro }];
  }
  const end = endOver(answer);
  if (end !== undefined) {
    const called = 'a tool is called that does not exist';
    return [{ message: `${where}, the server ends when ${called}: ${end}.`, repro }];
  }
  if (answer.failure !== undefined)
    return [
      {
        message: `${where}, a call of a tool that does not exist got ${hasAnswered(answer) ? '' : 'no answer: '}${inWords(answer)}.`,
        repro,
      },
    ];
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

import { cleanText } from '../../model/clean-text.js';
import type { CheckAnswer } from '../../model/check.js';
import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { hasAnswered } from '../../model/has-answered.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, distinct, endOver, inWords, quoted, quotedList } from '../mcp-sessions.js';

export default defineCheck({
  id: 'tools/bad-arguments-refused',
  title: 'Arguments of the wrong type are refused',
  why: 'Models get arguments wrong; a server that goes on with them works on nonsense, and the model never learns of it.',
  remedy:
    'Validate arguments against the inputSchema before the tool runs, and answer with isError and what was wrong.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Error handling',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#error-handling',
    },
    {
      title: 'MCP 2026-07-28: Security considerations',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#security-considerations',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const asked = answered.sessions.filter(({ badArguments }) => badArguments !== undefined);
    const reason = answered.sessions.find(({ badArgumentsSkipped }) => badArgumentsSkipped)?.badArgumentsSkipped;
    return unlessLimited(
      answered.sessions,
      ({ badArguments, badArgumentsSkipped }) => badArguments !== undefined || badArgumentsSkipped !== undefined,
      asked.length === 0
        ? { notApplicable: reason ?? 'No tool could be called with wrong arguments.' }
        : answerOf(asked),
    );
  },
});

/** One tool is tried over each transport; of the others, nothing is known. */
function answerOf(asked: readonly McpSession[]): CheckAnswer {
  const findings = distinct(asked.flatMap(findingsFor));
  if (findings.length > 0) return findings;
  const tried = [...new Set(asked.flatMap(({ badArguments }) => badArguments?.tool ?? []))];
  return { holds: `${quotedList(tried)} refused arguments of the wrong type; no other tool was tried.` };
}

function findingsFor(session: McpSession): Finding[] {
  const { badArguments } = session;
  if (badArguments === undefined) return [];
  const { tool, arguments: args, answer } = badArguments;
  const serverError = answer.httpStatus !== undefined && answer.httpStatus >= 500;
  if (isRefusal(answer) && !serverError) return [];
  return [
    {
      message: `Tool ${quoted(tool)}, called with arguments that its inputSchema forbids, ${cameOf(answer)}${serverError ? ` (HTTP ${answer.httpStatus})` : ''}.`,
      evidence: [`arguments: ${cleanText(JSON.stringify(args) ?? '', 200)}`],
      repro: reproOf(session, 'tools/call', { name: tool, arguments: args }),
    },
  ];
}

function cameOf(answer: McpAnswer): string {
  const end = endOver(answer);
  if (end !== undefined) return `ends the server: ${end}`;
  if (answer.failure !== undefined) return `${hasAnswered(answer) ? 'gives' : 'does not answer:'} ${inWords(answer)}`;
  return `answers with ${answer.result === undefined ? inWords(answer) : 'a good result'}`;
}

/** An error result or a protocol error; a request for more input is no success either. */
function isRefusal({ result, error }: McpAnswer): boolean {
  if (error !== undefined) return true;
  if (typeof result !== 'object' || result === null) return false;
  return (
    ('isError' in result && result.isError === true) ||
    ('resultType' in result && result.resultType === 'input_required')
  );
}

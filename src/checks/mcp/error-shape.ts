import { cleanText } from '../../model/clean-text.js';
import type { AnswerFrame } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { distinct, sessionOf, transportName } from '../mcp-sessions.js';
import { isPlainRefusal } from '../wire/plain-refusal.js';

const MODERN = '2026-07-28';
/** Codes that 2026-07-28 took back, and the range that it keeps for itself with what it has of it. */
const RETIRED = [-32_002, -32_042];
const RESERVED = { from: -32_099, to: -32_020, defined: [-32_020, -32_021, -32_022] };
const MOST = 5;

export default defineCheck({
  id: 'mcp/error-shape',
  title: 'Every answer is a JSON-RPC response',
  why: 'A client finds the request by the id and learns by the code what went wrong; without them it waits for an answer that has come.',
  remedy:
    'Send jsonrpc "2.0", the id of the request as it came, and either a result that is an object or an error with an integer code and a message.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Responses',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic#responses',
    },
    {
      title: 'MCP 2026-07-28: Error codes',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes',
    },
    { title: 'JSON-RPC 2.0: Response object', url: 'https://www.jsonrpc.org/specification#response_object' },
  ],
  profile: 'standard',
  since: '0.1.0',
  needs: ['answerFrames', 'mcpSessions'],
  run({ answerFrames, mcpSessions }) {
    if (answerFrames.length === 0) return { notApplicable: 'No answer came in JSON; mcp/initialize says more.' };
    const findings = answerFrames.flatMap((answer): Finding[] => {
      const problem = problemOf(answer);
      const session = sessionOf(mcpSessions, answer.transport);
      if (problem === undefined || session === undefined) return [];
      return [
        {
          message: `Over ${transportName(answer)}, ${problem}.`,
          evidence: [evidenceOf(answer)],
          repro: reproFor(session, answer),
        },
      ];
    });
    return distinct(findings).slice(0, MOST);
  },
});

/** What is wrong with it, first of all; undefined when nothing is. */
function problemOf(answer: AnswerFrame): string | undefined {
  const { frame, status } = answer;
  const refused = status !== undefined && status >= 400;
  if (isPlainRefusal(status, frame)) return undefined;
  if (frame['jsonrpc'] !== '2.0') return `an answer has jsonrpc ${show(frame['jsonrpc'])} instead of "2.0"`;
  if ('result' in frame && 'error' in frame) return 'an answer has both a result and an error';
  return idProblem(answer, refused) ?? ('error' in frame ? errorProblem(answer) : resultProblem(frame));
}

function idProblem({ frame: { id }, sentId }: AnswerFrame, refused: boolean): string | undefined {
  if (sentId === undefined || id === sentId) return undefined;
  // What HTTP refuses was perhaps not read as far as the id.
  if (refused && (id === null || id === undefined)) return undefined;
  return `a request with the id ${show(sentId)} is answered with the id ${show(id)}`;
}

function errorProblem({ era, frame: { error } }: AnswerFrame): string | undefined {
  if (!isObject(error)) return `an answer has the error ${show(error)} instead of an object`;
  const { code, message } = error;
  if (!Number.isInteger(code)) return `an error has the code ${show(code)} instead of an integer`;
  if (typeof message !== 'string') return `an error has the message ${show(message)} instead of a text`;
  if (era !== MODERN || typeof code !== 'number') return undefined;
  if (RETIRED.includes(code)) return `an error of ${MODERN} has the code ${code}, which that revision took back`;
  const reserved = code >= RESERVED.from && code <= RESERVED.to && !RESERVED.defined.includes(code);
  return reserved ? `an error of ${MODERN} has the code ${code}, which the protocol keeps for itself` : undefined;
}

const resultProblem = (frame: AnswerFrame['frame']): string | undefined => {
  if (!('result' in frame)) return 'an answer has neither a result nor an error';
  return isObject(frame['result'])
    ? undefined
    : `an answer has the result ${show(frame['result'])} instead of an object`;
};

const evidenceOf = ({ answers, status, frame }: AnswerFrame): string =>
  cleanText(`${answers}${status === undefined ? '' : ` (HTTP ${status})`}: ${JSON.stringify(frame)}`, 300);

const reproFor = (session: McpSession, { answers, era }: AnswerFrame): string =>
  reproOf(session, answers.includes('/') || answers === 'ping' ? answers : 'tools/list', {}, era);

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'none', 60);

import { cleanText } from '../../model/clean-text.js';
import type { AnswerFrame } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { isOtherId, isRpcId } from '../../model/rpc-id.js';
import { defineCheck } from '../define-check.js';
import { initializeRepro, needsArguments, reproOf } from '../mcp-repro.js';
import { sessionOf, transportName } from '../mcp-sessions.js';
import { isPlainRefusal } from '../wire/plain-refusal.js';

const MODERN = '2026-07-28';
/** Codes that 2026-07-28 took back, and the range that it keeps for itself with what it has of it. */
const RETIRED = [-32_002, -32_042];
const RESERVED = { from: -32_099, to: -32_020, defined: [-32_020, -32_021, -32_022] };
const MOST = 5;
/** Answers of one kind. */
const SHOWN = 3;

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
    const wrong = answerFrames.flatMap((answer) => {
      const problem = problemOf(answer);
      return problem === undefined ? [] : [{ answer, problem }];
    });
    // Answers that are wrong in one way are one finding.
    const kinds = Map.groupBy(wrong, ({ answer, problem }) =>
      JSON.stringify([answer.transport, kindOf(answer, problem)]),
    );
    return [...kinds.values()].flatMap((group) => findingOf(group, mcpSessions)).slice(0, MOST);
  },
});

interface Wrong {
  readonly answer: AnswerFrame;
  readonly problem: string;
}

function findingOf(group: readonly Wrong[], sessions: readonly McpSession[]): Finding[] {
  const [first] = group;
  if (first === undefined) return [];
  const { answer, problem } = first;
  const session = sessionOf(sessions, answer.transport);
  if (session === undefined) return [];
  const rest = group.length - SHOWN;
  return [
    {
      message: `Over ${transportName(answer)}, ${problem}.`,
      // What HTTP refuses is known by its status: no client waits for the id.
      ...(problem.startsWith(ID_PROBLEM) && group.every((one) => isRefused(one.answer))
        ? { severity: 'warning' as const }
        : {}),
      evidence: [
        ...group.slice(0, SHOWN).map((one) => evidenceOf(one.answer)),
        ...(rest > 0 ? [`… and ${rest} more like it`] : []),
      ],
      ...remedyOf(answer),
      ...reproFor(session, answer),
    },
  ];
}

const remedyOf = (answer: AnswerFrame): Pick<Finding, 'remedy'> => {
  if (answer.unreadable !== undefined) return { remedy: READABLE };
  return isMisnumbered(answer) ? { remedy: NUMBERED } : {};
};

/** It names another request. Of what HTTP refuses, the status reaches whoever asked all the same. */
const isMisnumbered = (answer: AnswerFrame): boolean =>
  !isRefused(answer) && isRpcId(answer.sentId) && isOtherId(answer.frame['id'], answer.sentId);

const NUMBERED =
  'Answer with the id of the request as it came, whatever was answered before. Where a library numbers the answers by itself, use another, or report it to its authors.';
const READABLE = 'Write each answer as one object of valid JSON on a line of its own; NaN and Infinity are none.';

/** Of ids, the numbers say nothing of the kind; what cannot be read is of one kind for the same reason. */
function kindOf(answer: AnswerFrame, problem: string): unknown {
  const {
    frame: { id },
    sentId,
    unreadable,
  } = answer;
  if (unreadable !== undefined) return unreadable.reason;
  if (!problem.startsWith(ID_PROBLEM)) return problem;
  return [
    ID_PROBLEM,
    isMisnumbered(answer),
    id === String(sentId),
    id === undefined ? 'none' : typeof id === 'object' ? 'null' : typeof id,
  ];
}

/** What is wrong with it, first of all; undefined when nothing is. */
function problemOf(answer: AnswerFrame): string | undefined {
  const { answers, frame, status, unreadable } = answer;
  if (unreadable !== undefined) {
    const { reason, excerpt } = unreadable;
    return cleanText(`the answer to ${answers} is ${reason}: ${excerpt}`, 300);
  }
  const refused = isRefused(answer);
  if (isPlainRefusal(status, frame)) return undefined;
  if (frame['jsonrpc'] !== '2.0') return `an answer has jsonrpc ${show(frame['jsonrpc'])} instead of "2.0"`;
  if ('result' in frame && 'error' in frame) return 'an answer has both a result and an error';
  return idProblem(answer, refused) ?? ('error' in frame ? errorProblem(answer) : resultProblem(frame));
}

const isRefused = ({ status }: AnswerFrame): boolean => status !== undefined && status >= 400;

const ID_PROBLEM = 'a request with the id';
// Many client libraries count from 0 as well, and find such answers until something is asked out of turn.
const WAITING = ': a client whose own count is not the same by chance finds no answer and waits until its limit';

function idProblem(answer: AnswerFrame, refused: boolean): string | undefined {
  const {
    frame: { id },
    sentId,
  } = answer;
  if (sentId === undefined || id === sentId) return undefined;
  // What HTTP refuses was perhaps not read as far as the id.
  if (refused && (id === null || id === undefined)) return undefined;
  const answered = id === undefined ? 'without an id' : `with the id ${show(id)}`;
  return `${ID_PROBLEM} ${show(sentId)} is answered ${answered}${isMisnumbered(answer) ? WAITING : ''}`;
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

const evidenceOf = ({ answers, status, frame, unreadable }: AnswerFrame): string => {
  const shown = unreadable === undefined ? JSON.stringify(frame) : unreadable.excerpt;
  return cleanText(`${answers}${status === undefined ? '' : ` (HTTP ${status})`}: ${shown}`, 300);
};

/** Requests as every client makes them: without the headers or the arguments that it had, any other is another request. */
function reproFor(session: McpSession, { answers, era }: AnswerFrame): Pick<Finding, 'repro'> {
  if (answers === 'initialize') return { repro: initializeRepro(session) };
  const isPlain = answers === 'request' || answers === 'modern-request';
  const method = isPlain ? 'tools/list' : answers;
  const isMethod = method.includes('/') || method === 'ping';
  return isMethod && !needsArguments(method) ? { repro: reproOf(session, method, {}, era) } : {};
}

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'none', 60);

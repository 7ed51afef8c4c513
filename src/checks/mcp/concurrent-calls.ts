import type { AnswerKind, Utilities } from '../../model/facts/utilities.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { inWords, quoted, sessionOf, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/concurrent-calls',
  title: 'Requests at once get each its own answer',
  why: 'Clients ask for several things at a time; where ids are mixed up or answers lost, one tool seems to return what another one found, or nothing.',
  remedy:
    'Handle each request by itself, answer it with the id that it came with, and keep nothing of a request in variables that others share.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Responses',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic#responses',
    },
    {
      title: 'MCP 2026-07-28: Responses',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic#responses',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities'],
  run({ mcpSessions, mcpUtilities }) {
    const asked = mcpUtilities.flatMap(({ transport, era, together }) =>
      together === undefined ? [] : [{ transport, era, together }],
    );
    const limited = limitedBefore(mcpUtilities, ({ together }) => together !== undefined);
    if (asked.length === 0)
      return limited ?? { notApplicable: 'Nothing was asked at once: too little is answered alone.' };
    const findings = asked.flatMap(({ transport, era, together }) => {
      const messages = problemsOf(together);
      if (messages.length === 0) return [];
      const session = sessionOf(mcpSessions, transport);
      const { questions } = together;
      return [
        {
          message: `Over ${transportName({ transport })}, of ${questions.length} requests at once ${messages.join('; ')}.`,
          ...(onlySlow(together) ? { severity: 'warning' as const } : {}),
          ...(session === undefined ? {} : { repro: reproOf(session, questions[0]?.method ?? 'tools/list', {}, era) }),
        },
      ];
    });
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

/** Who works on one request after the other may need longer than is waited for here. */
const onlySlow = ({ questions, strayAnswers }: NonNullable<Utilities['together']>): boolean =>
  strayAnswers === 0 &&
  questions.every(({ alone, found, answer }) => alone === found || answer.failure?.kind === 'timeout');

const KINDS: Record<AnswerKind, string> = {
  tools: 'a list of tools',
  content: 'the result of a call',
  discovery: 'the answer to server/discover',
  empty: 'an empty result',
  error: 'an error',
  other: 'another result',
  none: 'nothing',
};

function problemsOf({ questions, strayAnswers }: NonNullable<Utilities['together']>): string[] {
  const wrong = questions.filter(({ alone, found }) => alone !== found);
  const shown = [...new Set(wrong.map(wordsFor))];
  return [
    ...(wrong.length === 0
      ? []
      : [`${wrong.length} ${wrong.length === 1 ? 'gets' : 'get'} another answer than alone: ${shown.join(', ')}`]),
    ...(strayAnswers === 0
      ? []
      : [
          `${strayAnswers} ${strayAnswers === 1 ? 'answer comes' : 'answers come'} with an id that was answered before`,
        ]),
  ];
}

function wordsFor({
  method,
  tool,
  alone,
  found,
  answer,
}: NonNullable<Utilities['together']>['questions'][number]): string {
  const what = tool === undefined ? method : `${method} of ${quoted(tool)}`;
  const got = found === 'none' || found === 'error' ? inWords(answer) : KINDS[found];
  return `${what} got ${got} instead of ${KINDS[alone]}`;
}

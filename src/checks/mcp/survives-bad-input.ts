import type { BadInput } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { explainExit } from '../../model/explain-exit.js';
import { isLimited } from '../../model/is-limited.js';
import { leakIn } from '../http/exchanges.js';
import { defineCheck } from '../define-check.js';
import { limitedAnswer } from '../limited-questions.js';
import { badInputRepro } from '../mcp-repro.js';
import { sessionOf, transportName } from '../mcp-sessions.js';

type Input = BadInput['inputs'][number];

export default defineCheck({
  id: 'mcp/survives-bad-input',
  title: 'Bad input is refused and does no harm',
  why: 'Whoever reaches the port can send anything; a server that ends or hangs over it is gone for everybody. Over HTTP that is an error; over stdio, where a server has one client and nobody else is harmed, a warning.',
  remedy:
    'Bound the size of a request, catch what fails while it is read, and refuse it without a stack trace: over HTTP with 4xx, over stdio with a JSON-RPC error or not at all.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Sending messages to the server',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server',
    },
    { title: 'JSON-RPC 2.0: Error object', url: 'https://www.jsonrpc.org/specification#error_object' },
  ],
  profile: 'standard',
  since: '0.1.0',
  needs: ['badInput', 'mcpSessions'],
  run({ badInput, mcpSessions }) {
    if (badInput.length === 0) return { notApplicable: 'Nothing bad was sent.' };
    const findings = badInput.flatMap((sent) => {
      const session = sessionOf(mcpSessions, sent.transport);
      return session === undefined ? [] : [...deathOf(sent, session), ...answersOf(sent, session)];
    });
    return findings.length > 0 ? findings : (limitedAnswer(badInput.flatMap(({ inputs }) => inputs)) ?? findings);
  },
});

/** Only its own client writes to a stdio server: there, nobody else is harmed. */
function deathOf({ transport, inputs, exited }: BadInput, session: McpSession): Finding[] {
  const fatal = inputs.filter(({ alive }) => alive === false);
  const [first] = fatal;
  if (first === undefined) return [];
  const repro = badInputRepro(session, ...fatal);
  const severity = transport === 'stdio' ? { severity: 'warning' as const } : {};
  const name = transportName({ transport });
  if (exited === undefined)
    return [{ message: `Over ${name}, the server answers nothing any more after ${first.title}.`, ...severity, repro }];
  const over =
    fatal.length === 1
      ? `when it gets ${first.title}`
      : `after bad input, and over which of these is not known: ${inList(fatal.map(({ title }) => title))}`;
  return [
    {
      message: `Over ${name}, the server ends ${over}: ${lower(explainExit(exited))}.`,
      ...severity,
      evidence: exited.lastLines.slice(-8),
      repro,
    },
  ];
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Inputs with the same bad answer are one finding. What is refused without a word is refused. */
function answersOf({ transport, inputs }: BadInput, session: McpSession): Finding[] {
  const bad = inputs
    .filter(({ alive }) => alive !== false)
    .flatMap((input) => {
      const answer = badAnswer(input);
      return answer === undefined ? [] : [{ input, answer }];
    });
  const name = transportName({ transport });
  return [...Map.groupBy(bad, ({ answer }) => answer)].flatMap(([answer, group]): Finding[] => {
    const [first] = group;
    if (first === undefined) return [];
    const titles = inList(group.map(({ input }) => input.title));
    const { text } = first.input;
    return [
      {
        message: `Over ${name}, ${titles} ${group.length === 1 ? 'is' : 'are each'} answered with ${answer}.`,
        severity: 'warning',
        ...(text === undefined ? {} : { evidence: [text] }),
        repro: badInputRepro(session, first.input),
      },
    ];
  });
}

const inList = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function badAnswer(input: Input): string | undefined {
  const { status, failure } = input;
  const leak = leakIn(input);
  if (leak !== undefined) return status === undefined ? leak : `${status} and ${leak}`;
  if (failure?.kind === 'timeout') return 'nothing';
  return status !== undefined && status >= 500 && !isLimited(status) ? `${status} instead of 4xx` : undefined;
}

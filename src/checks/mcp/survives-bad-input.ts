import type { BadInput } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { explainExit } from '../../model/explain-exit.js';
import { leakIn } from '../http/exchanges.js';
import { defineCheck } from '../define-check.js';
import { badInputRepro } from '../mcp-repro.js';
import { sessionOf, transportName } from '../mcp-sessions.js';

type Input = BadInput['inputs'][number];

export default defineCheck({
  id: 'mcp/survives-bad-input',
  title: 'Bad input is refused and does no harm',
  why: 'Whoever reaches the port can send anything; a server that ends or hangs over it is gone for everybody.',
  remedy:
    'Bound the size of a request, catch what fails while it is read, and answer with 4xx or a JSON-RPC error that has no stack trace.',
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
    return badInput.flatMap((sent) => {
      const session = sessionOf(mcpSessions, sent.transport);
      return session === undefined ? [] : [...deathOf(sent, session), ...answersOf(sent, session)];
    });
  },
});

/** Only its own client writes to a stdio server: there, nobody else is harmed. */
function deathOf({ transport, inputs, exited }: BadInput, session: McpSession): Finding[] {
  const fatal = inputs.find(({ alive }) => alive === false);
  if (fatal === undefined) return [];
  const repro = badInputRepro(session, fatal);
  const severity = transport === 'stdio' ? { severity: 'warning' as const } : {};
  const name = transportName({ transport });
  if (exited === undefined)
    return [{ message: `Over ${name}, the server answers nothing any more after ${fatal.title}.`, ...severity, repro }];
  return [
    {
      message: `Over ${name}, the server ends when it gets ${fatal.title}: ${lower(explainExit(exited))}.`,
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
  return status !== undefined && status >= 500 ? `${status} instead of 4xx` : undefined;
}

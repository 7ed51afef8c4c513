import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { Utilities } from '../../model/facts/utilities.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, inWords, transportName } from '../mcp-sessions.js';
import { notListed } from '../wanted-variables.js';

export default defineCheck({
  id: 'mcp/capabilities-honest',
  title: 'Declared capabilities answer',
  why: 'Clients ask for what the capabilities promise, and do not ask for the rest.',
  remedy:
    'Declare each capability exactly when its methods are answered: tools, resources, prompts, completions and logging; and answer the lists in each era, page by page.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Tools, capabilities',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#capabilities',
    },
    {
      title: 'MCP 2026-07-28: Tools, capabilities',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#capabilities',
    },
    {
      title: 'MCP 2025-11-25: Operation',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#operation',
    },
    {
      title: 'MCP 2025-11-25: Resources, capabilities',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/resources#capabilities',
    },
    {
      title: 'MCP 2025-11-25: Prompts, capabilities',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/prompts#capabilities',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions', 'mcpUtilities', 'settings'],
  run({ mcpSessions, mcpUtilities, settings }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const wanting = answered.sessions.find(({ tools, wants }) => tools === undefined && wants !== undefined);
    if (wanting?.wants !== undefined) return { unknown: notListed(wanting.wants) };
    const limited = limitedBefore(
      mcpUtilities,
      ({ transport, lists, completion }) =>
        lists.some(({ method }) => method === 'prompts/list') &&
        (completion !== undefined ||
          !answered.sessions.some(
            (session) => session.transport === transport && 'completions' in (session.capabilities ?? {}),
          )),
    );
    const madeUp = (settings.placeholders ?? []).length > 0;
    const findings = answered.sessions.flatMap((session) => {
      const utilities = mcpUtilities.find(({ transport }) => transport === session.transport);
      return [
        ...problemsOf(session),
        ...(utilities === undefined ? [] : otherProblems(session, utilities, madeUp || session.wants !== undefined)),
      ].map(({ message, severity, era, method = 'tools/list', params }) => ({
        message,
        ...(severity === undefined ? {} : { severity }),
        repro: reproOf(session, method, params, era),
      }));
    });
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

type Era = McpSession['eras'][number] | undefined;

interface Problem {
  readonly message: string;
  readonly severity?: Finding['severity'];
  readonly era: Era;
  /** The method that shows it, when not tools/list. */
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const LISTS: Readonly<Record<string, string>> = { 'resources/list': 'resources', 'prompts/list': 'prompts' };
const METHOD_NOT_FOUND = -32_601;

/** What is promised beside the tools; logging/setLevel is asked by mcp/logging. */
function otherProblems(session: McpSession, { era, lists, completion }: Utilities, wanting: boolean): Problem[] {
  const { capabilities } = session;
  if (capabilities === undefined) return [];
  const name = transportName(session);
  const problems = lists.flatMap(({ method, count, answer }): Problem[] => {
    const capability = LISTS[method];
    // mcp/pagination says so.
    if (capability === undefined || answer.failure?.kind === 'endless-list') return [];
    if (!(capability in capabilities)) {
      if (count === undefined || count === 0) return [];
      const what = `${count} ${count === 1 ? capability.replace(/s$/u, '') : capability}`;
      const message = `Over ${name}, ${method} lists ${what}, but the ${capability} capability is not declared.`;
      return [{ message, era, method }];
    }
    if (count !== undefined) return [];
    const message = `Over ${name}, the ${capability} capability is declared, but ${method} gives no list: ${inWords(answer)}.`;
    return judged(answer, wanting).map((judgement) => ({ message, era, method, ...judgement }));
  });
  const unanswered = completion?.failure !== undefined || completion?.error?.code === METHOD_NOT_FOUND;
  if (completion === undefined || !unanswered) return problems;
  const message = `Over ${name}, the completions capability is declared, but completion/complete got ${inWords(completion)}.`;
  const params = { ref: { type: 'ref/prompt', name: 'no-such-prompt' }, argument: { name: 'x', value: '' } };
  const judgements = judged(completion, wanting);
  return [
    ...problems,
    ...judgements.map((judgement) => ({ message, era, method: completion.method, params, ...judgement })),
  ];
}

/**
 * What it means that a declared method gives no result. A missing method is a broken promise; an error, or silence, may come from
 * what is behind the server: that is nothing to say of one that lacks what only its user has, and a warning of another.
 */
function judged(answer: McpAnswer, wanting: boolean): readonly Pick<Problem, 'severity'>[] {
  if (answer.error?.code === METHOD_NOT_FOUND) return [{}];
  if (wanting) return [];
  const behind = answer.error !== undefined || answer.failure?.kind === 'timeout';
  return [behind ? { severity: 'warning' } : {}];
}

function problemsOf(session: McpSession): Problem[] {
  const { capabilities, tools, listTools, otherEra, toolsInOtherEra, eras } = session;
  const name = transportName(session);
  const [era] = eras;
  // Served without a greeting: mcp/discover says so.
  if (capabilities === undefined) return [];
  if (!('tools' in capabilities)) {
    const listed = tools?.length ?? 0;
    if (listed === 0) return [];
    return [{ message: `Over ${name}, ${listed} tools are listed, but the tools capability is not declared.`, era }];
  }
  // mcp/pagination says so.
  if (listTools?.failure?.kind === 'endless-list') return [];
  if (tools === undefined) {
    const words = listTools === undefined ? 'it could not be asked' : inWords(listTools);
    return [
      { message: `Over ${name}, the tools capability is declared, but tools/list gives no list: ${words}.`, era },
    ];
  }
  if (otherEra === undefined || toolsInOtherEra !== undefined) return [];
  const words = inWords(otherEra.listTools);
  return [{ message: `Over ${name}, tools/list gives no list in ${otherEra.era}: ${words}.`, era: otherEra.era }];
}

import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { TranscriptFact } from '../../model/facts/wire.js';
import { cleanText } from '../../model/clean-text.js';
import { isObject } from '../../model/mcp-protocol.js';
import type { Utilities } from '../../model/facts/utilities.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import {
  answeredSessions,
  inWords,
  isUnread,
  noListFrom,
  sessionOf,
  transportName,
  UNREAD_REMEDY,
} from '../mcp-sessions.js';
import { notListed } from '../../model/wanted-variables.js';
import { METHOD_NOT_FOUND } from '../../model/rpc-errors.js';

export default defineCheck({
  id: 'mcp/capabilities-honest',
  title: 'Capabilities answer where declared, and no others are used',
  why: 'Clients ask for what the capabilities promise, and do not ask for the rest; what a server asks of a client that did not offer it, is refused or left unanswered.',
  remedy:
    'Declare each capability exactly when its methods are answered: tools, resources, prompts, completions and logging; and answer the lists in each era, page by page. Ask a client for roots, sampling or elicitation only where it declares them.',
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
  needs: ['mcpSessions', 'mcpUtilities', 'settings', 'transcripts'],
  run({ mcpSessions, mcpUtilities, settings, transcripts }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const wanting = answered.sessions.find(({ tools, wants }) => tools === undefined && wants !== undefined);
    const uninvited = transcripts.flatMap((transcript) => askedOfClient(transcript, answered.sessions));
    if (wanting?.wants !== undefined) return uninvited.length > 0 ? uninvited : { unknown: notListed(wanting.wants) };
    const limited =
      limitedBefore(
        answered.sessions,
        ({ tools, toolsInOtherEra, eras, transport }) =>
          tools !== undefined && (transport === 'stdio' || eras.length < 2 || toolsInOtherEra !== undefined),
      ) ??
      limitedBefore(
        mcpUtilities,
        ({ transport, lists, completion }) =>
          lists.some(({ method }) => method === 'prompts/list') &&
          (completion !== undefined ||
            !answered.sessions.some(
              (session) => session.transport === transport && 'completions' in (session.capabilities ?? {}),
            )),
      );
    const madeUp = (settings.placeholders ?? []).length > 0;
    const promised = answered.sessions.flatMap((session) => {
      const utilities = mcpUtilities.find(({ transport }) => transport === session.transport);
      return [
        ...problemsOf(session),
        ...(utilities === undefined ? [] : otherProblems(session, utilities, madeUp || session.wants !== undefined)),
      ].map(({ message, severity, remedy, era, method = 'tools/list', params }) => ({
        message,
        ...(remedy === undefined ? {} : { remedy }),
        ...(severity === undefined ? {} : { severity }),
        repro: reproOf(session, method, params, era),
      }));
    });
    const findings = [...promised, ...uninvited];
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

type Era = McpSession['eras'][number] | undefined;

interface Problem {
  readonly message: string;
  readonly severity?: Finding['severity'];
  readonly remedy?: Finding['remedy'];
  readonly era: Era;
  /** The method that shows it, when not tools/list. */
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const LISTS: Readonly<Record<string, string>> = { 'resources/list': 'resources', 'prompts/list': 'prompts' };

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
    const message = `Over ${name}, the ${capability} capability is declared, but ${noListFrom(method, answer)}.`;
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
function judged(answer: McpAnswer, wanting: boolean): readonly Pick<Problem, 'severity' | 'remedy'>[] {
  if (isUnread(answer)) return [{ remedy: UNREAD_REMEDY }];
  if (answer.error?.code === METHOD_NOT_FOUND) return [{}];
  if (wanting) return [];
  const behind = answer.error !== undefined || answer.failure?.kind === 'timeout';
  return [behind ? { severity: 'warning' } : {}];
}

/** Methods that one finding names. */
const MOST_METHODS = 5;

/** What the server asked of a client that declares no capabilities, which ours never does; anybody may be asked for a ping. */
function askedOfClient({ transport, messages }: TranscriptFact, sessions: readonly McpSession[]): Finding[] {
  const session = sessionOf(sessions, transport);
  const asked = messages.flatMap(({ era, message }) => {
    if (!isObject(message) || message['id'] === undefined) return [];
    const { method } = message;
    return typeof method === 'string' && method !== 'ping' ? [{ era, method }] : [];
  });
  const [first] = asked;
  if (session === undefined || first === undefined) return [];
  const counts = new Map<string, number>();
  for (const { method } of asked) counts.set(method, (counts.get(method) ?? 0) + 1);
  const words = [...counts].map(
    ([method, count]) => `${cleanText(method, 60)} (${count === 1 ? 'once' : `${count} times`})`,
  );
  const more = words.length - MOST_METHODS;
  const named = [...words.slice(0, MOST_METHODS), ...(more > 0 ? [`${more} other methods`] : [])];
  const list = new Intl.ListFormat('en').format(named);
  return [
    {
      message: `Over ${transportName(session)}, the server asked for ${list}, but the client declared no capabilities.`,
      repro: reproOf(session, 'tools/list', {}, session.eras.includes(first.era) ? first.era : undefined),
    },
  ];
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
    if (session.limited !== undefined) return [];
    const words = listTools === undefined ? 'tools/list could not be asked' : noListFrom('tools/list', listTools);
    return [
      { message: `Over ${name}, the tools capability is declared, but ${words}.`, era, ...unreadRemedy(listTools) },
    ];
  }
  if (otherEra === undefined || toolsInOtherEra !== undefined) return [];
  const message = `Over ${name}, ${noListFrom('tools/list', otherEra.listTools, ` in ${otherEra.era}`)}.`;
  return [{ message, era: otherEra.era, ...unreadRemedy(otherEra.listTools) }];
}

const unreadRemedy = (answer: McpAnswer | undefined): Pick<Problem, 'remedy'> =>
  answer !== undefined && isUnread(answer) ? { remedy: UNREAD_REMEDY } : {};

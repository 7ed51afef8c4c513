import { cleanText } from '../model/clean-text.js';
import type { VersionAnswers } from '../model/facts/http-rules.js';
import type { McpSession } from '../model/facts/mcp.js';
import type { CollectedFact, CollectedFacts } from '../model/facts.js';
import { MODERN_VERSION } from '../model/mcp-protocol.js';
import type { ClientVerdict, Report } from '../model/report.js';
import { inWords, transportName } from './mcp-sessions.js';

/** Which revisions are answered over which transport, and which clients can use the server by that. */
export type ClientMatrix = NonNullable<Report['clients']>;

const HANDSHAKES = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
/** What clients of today ask for, which settle on what the server offers instead. */
const ASKED_TODAY = '2025-11-25';

type Transport = McpSession['transport'];
type Cell = Omit<ClientVerdict, 'because'> & { readonly because?: string };

/** Undefined where no transport was asked. */
export function clientMatrix(collected: CollectedFacts): ClientMatrix | undefined {
  const sessions = new Map<Transport, McpSession>();
  for (const session of valueOf(collected.mcpSessions) ?? []) sessions.set(session.transport, session);
  if (sessions.size === 0) return undefined;
  const versions = valueOf(collected.versionAnswers) ?? [];
  const why = {
    http: reasonOf(collected.mcpHttp),
    stdio: reasonOf(collected.mcpStdio),
  };
  const cellOf = (transport: Transport, revision: string): Cell => {
    const session = sessions.get(transport);
    if (session === undefined) return { verdict: 'not-tried', because: why[transport] };
    return revisionCell(
      session,
      revision,
      versions.find((one) => one.transport === transport),
    );
  };
  const revisions = [...HANDSHAKES, MODERN_VERSION];
  const rows = (['stdio', 'http'] as const).flatMap((transport) =>
    revisions.map((revision) => ({ transport, revision, ...cellOf(transport, revision) })),
  );
  return { revisions: rows, families: familiesOf(collected, sessions, cellOf) };
}

function revisionCell(session: McpSession, revision: string, versions: VersionAnswers | undefined): Cell {
  const { answered, eras, protocolVersion, discover, handshake, modernVersions, authRequired } = session;
  if (!answered) {
    // Whether it would answer with a token is not known without one.
    if (authRequired) return { verdict: 'not-tried', because: 'the server wants authorization' };
    const instead = handshake ?? discover;
    return { verdict: 'no', because: instead === undefined ? 'it does not answer' : inWords(instead) };
  }
  if (revision === MODERN_VERSION) {
    if (!eras.includes(MODERN_VERSION))
      return {
        verdict: 'no',
        because: discover === undefined ? 'it was not asked' : `server/discover: ${inWords(discover)}`,
      };
    return modernVersions.includes(MODERN_VERSION) || modernVersions.length === 0
      ? { verdict: 'yes' }
      : {
          verdict: 'no',
          because: `server/discover offers ${modernVersions.map((version) => cleanText(version, 40)).join(', ')}`,
        };
  }
  if (!eras.includes('handshake')) return { verdict: 'no', because: 'it has no handshake' };
  const asked = versions?.handshakes.find((one) => one.asked === revision);
  if (asked !== undefined) {
    if (asked.answered === revision) return { verdict: 'yes' };
    const instead = asked.answered ?? asked.instead ?? 'nothing';
    return { verdict: 'no', because: `it answers with ${cleanText(instead, 80)}` };
  }
  if (protocolVersion === revision) return { verdict: 'yes' };
  if (revision === ASKED_TODAY)
    return { verdict: 'no', because: `it answers with ${cleanText(protocolVersion ?? 'no version', 40)}` };
  // One process over stdio has one handshake.
  return { verdict: 'not-tried', because: 'another revision was asked for' };
}

type CellOf = (transport: Transport, revision: string) => Cell;

function familiesOf(
  collected: CollectedFacts,
  sessions: ReadonlyMap<Transport, McpSession>,
  cellOf: CellOf,
): ClientMatrix['families'] {
  const over = (transport: Transport, eras: readonly McpSession['eras'][number][]): Cell => {
    const session = sessions.get(transport);
    if (session === undefined || !session.answered) return cellOf(transport, ASKED_TODAY);
    const spoken = eras.find((era) => session.eras.includes(era));
    if (spoken === undefined) {
      const only = session.eras.includes('handshake') ? 'the handshake era' : MODERN_VERSION;
      return { verdict: 'no', because: `over ${transportName(session)} it speaks only ${only}` };
    }
    return spoken === session.eras[0] ? listed(session) : otherListed(session);
  };
  return [
    { id: 'desktop', name: 'Claude Desktop and others that start it over stdio', ...over('stdio', ['handshake']) },
    { id: 'ide', name: 'IDEs and others over HTTP with a handshake', ...over('http', ['handshake']) },
    {
      id: 'modern',
      name: `Clients of ${MODERN_VERSION} alone`,
      ...eitherOf([over('http', [MODERN_VERSION]), over('stdio', [MODERN_VERSION])]),
    },
    {
      id: 'balancer',
      name: 'Clients behind a load balancer with replicas',
      ...balanced(collected, sessions.get('http')),
    },
    {
      id: 'docker-gateway',
      name: "Docker's MCP gateway (stdio, asks for 2024-11-05)",
      ...throughGateway(collected, sessions.get('stdio'), cellOf),
    },
  ];
}

/** Connected, a client wants tools: a server whose list it cannot read is of no use to it. */
function listed({ capabilities = {}, tools, listTools, wants, transport }: McpSession): Cell {
  if (tools !== undefined || !('tools' in capabilities)) return { verdict: 'yes' };
  if (wants !== undefined) return { verdict: 'not-tried', because: 'it wants a value that only its user has' };
  const words = listTools === undefined ? 'it could not be asked' : inWords(listTools);
  return { verdict: 'no', because: `over ${transportName({ transport })} tools/list gives no list: ${words}` };
}

function otherListed(session: McpSession): Cell {
  const { otherEra, toolsInOtherEra, transport } = session;
  if (otherEra === undefined) return { verdict: 'yes' };
  return toolsInOtherEra !== undefined || !('tools' in (session.capabilities ?? {}))
    ? { verdict: 'yes' }
    : {
        verdict: 'no',
        because: `over ${transportName({ transport })} tools/list gives no list: ${inWords(otherEra.listTools)}`,
      };
}

/** One transport is enough; what was not tried is no reason against it. */
function eitherOf(cells: readonly Cell[]): Cell {
  const good = cells.find(({ verdict }) => verdict === 'yes');
  if (good !== undefined) return good;
  return cells.find(({ verdict }) => verdict === 'no') ?? cells[0] ?? { verdict: 'not-tried' };
}

function balanced({ replicas, httpRules }: CollectedFacts, session: McpSession | undefined): Cell {
  if (session === undefined) return { verdict: 'not-tried', because: 'it has no HTTP' };
  if (session.authRequired) return { verdict: 'not-tried', because: 'the server wants authorization' };
  if (!session.answered) return { verdict: 'no', because: 'it does not answer over HTTP' };
  const spread = valueOf(replicas);
  if (spread !== undefined) {
    const failed = spread.eras.filter((era) => era.failed > 0);
    if (spread.eras.length > 0 && failed.length === 0) return { verdict: 'yes' };
    const [first] = failed;
    if (first !== undefined) {
      const { failed: many, requests, session: named, failure = 'no result' } = first;
      const words = `${many} of ${requests} requests fail behind a round robin: ${failure}`;
      const still = failed.length < spread.eras.length ? '; the other era can' : '';
      return { verdict: 'no', because: `${named ? 'its sessions live in one replica, and ' : ''}${words}${still}` };
    }
  }
  const kept = valueOf(httpRules)?.sessions?.issued === true;
  return {
    verdict: 'not-tried',
    because: kept
      ? 'it uses sessions, which must live where every replica finds them (verify --profile full tries it)'
      : 'only --profile full starts replicas',
  };
}

/** Started as the gateway does where that was asked for; else by what is known of the transport that it uses. */
function throughGateway({ dockerGateway }: CollectedFacts, session: McpSession | undefined, cellOf: CellOf): Cell {
  const replay = valueOf(dockerGateway);
  if (replay !== undefined) {
    if (replay.answered && replay.tools !== undefined) return { verdict: 'yes' };
    return { verdict: 'no', because: cleanText(replay.error ?? 'it lists no tools there', 160) };
  }
  const oldest = cellOf('stdio', '2024-11-05');
  if (session === undefined || !session.answered || !session.eras.includes('handshake')) return oldest;
  const list = listed(session);
  if (list.verdict !== 'yes') return list;
  // It takes what the server offers instead, as every client of the handshake does that knows it.
  return oldest.verdict === 'yes'
    ? oldest
    : { verdict: 'not-tried', because: 'only --target docker-gateway starts it as the gateway does' };
}

const valueOf = <Value>(fact: CollectedFact<Value> | undefined): Value | undefined =>
  fact?.status === 'known' ? fact.value : undefined;

const reasonOf = (fact: CollectedFact<unknown> | undefined): string =>
  fact === undefined || fact.status === 'known' ? 'it was not asked' : cleanText(fact.reason, 160).replace(/\.$/u, '');

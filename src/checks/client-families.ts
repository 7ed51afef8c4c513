import { cleanText } from '../model/clean-text.js';
import type { McpAnswer, McpSession } from '../model/facts/mcp.js';
import type { CollectedFacts } from '../model/facts.js';
import { MODERN_VERSION } from '../model/mcp-protocol.js';
import {
  ASKED_TODAY,
  elsewhere,
  isMisnumbered,
  MISNUMBERED,
  refusing,
  valueOf,
  WANTING,
  type Cell,
  type CellOf,
  type ClientMatrix,
  type Transport,
} from './client-cells.js';
import { handshakeProblem } from './handshake-problem.js';
import { isHostRefused } from './http/host-rows.js';
import { isGreetingLimited } from './limited-questions.js';
import { isUnread, noListFrom, transportName } from './mcp-sessions.js';
import { nextClientWords, secondClientWords } from './second-client.js';

/** Which kinds of clients can use the server, by what was asked of it. */
export function familiesOf(
  collected: CollectedFacts,
  sessions: ReadonlyMap<Transport, McpSession>,
  cellOf: CellOf,
): ClientMatrix['families'] {
  const over = (transport: Transport, eras: readonly McpSession['eras'][number][]): Cell => {
    const session = sessions.get(transport);
    if (session === undefined || !session.answered)
      return cellOf(transport, eras.includes('handshake') ? ASKED_TODAY : MODERN_VERSION);
    const spoken = eras.find((era) => session.eras.includes(era));
    if (spoken === undefined) {
      if (isGreetingLimited(session)) return refusing(session);
      const only = session.eras.includes('handshake') ? 'the handshake era' : MODERN_VERSION;
      return { verdict: 'no', because: `over ${transportName(session)} it speaks only ${only}` };
    }
    const cell =
      brokenFor(session, spoken, collected) ?? (spoken === session.eras[0] ? listed(session) : otherListed(session));
    const trouble = session.transport === 'stdio' ? polluted(collected) : refusesOwnHost(collected, 'some');
    return cell.verdict === 'yes' && trouble !== undefined ? { ...cell, because: trouble } : cell;
  };
  return [
    { id: 'desktop', name: 'Claude Desktop and others that start it over stdio', ...over('stdio', ['handshake']) },
    {
      id: 'ide',
      name: 'IDEs and others over HTTP with a handshake',
      ...oneAtATime(over('http', ['handshake']), sessions.get('http')),
    },
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

/** A place that another client has is none for this one. */
function oneAtATime(cell: Cell, session: McpSession | undefined): Cell {
  const gone = session && nextClientWords(session);
  if (cell.verdict === 'yes' && gone !== undefined) return { verdict: 'no', because: gone };
  const words = session && secondClientWords(session);
  return cell.verdict !== 'yes' || words === undefined
    ? cell
    : { verdict: 'yes', because: `but one at a time, as beside another one ${words}` };
}

/** What other checks found of a server that answers, and that clients of that kind do not get past. */
function brokenFor(session: McpSession, era: McpSession['eras'][number], collected: CollectedFacts): Cell | undefined {
  const no = (because: string): Cell => ({ verdict: 'no', because });
  const problem = era === 'handshake' ? handshakeProblem(session) : undefined;
  if (problem !== undefined) return no(problem);
  const refused = session.transport === 'http' ? refusesOwnHost(collected, 'every') : undefined;
  if (refused !== undefined) return no(refused);
  const library = libraryProblem(session, era);
  return library === undefined ? undefined : no(library);
}

function libraryProblem({ sdk = [] }: McpSession, era: McpSession['eras'][number]): string | undefined {
  const library = sdk.find((one) => one.era === era && one.tools === undefined && one.limited === undefined);
  return library && `${library.client} cannot list the tools: ${cleanText(library.error ?? 'no reason given', 160)}`;
}

/** By names that its own users know it by. */
function refusesOwnHost({ hostMatrix }: CollectedFacts, how: 'some' | 'every'): string | undefined {
  const own = (valueOf(hostMatrix) ?? []).filter(({ kind }) => kind === 'own-host');
  const refused = own.filter(isHostRefused);
  const [first] = refused;
  if (first === undefined || (how === 'every' && refused.length < own.length)) return undefined;
  return `it refuses Host ${first.host} with ${first.status}`;
}

/** The client libraries pass over such lines; of the programs around them, some take every line for a message. */
function polluted({ stdout }: CollectedFacts): string | undefined {
  const { offending = [], offendingLines = offending.length } = valueOf(stdout) ?? {};
  // A message in another encoding is read, with other characters in some places.
  const count = offendingLines - offending.filter(({ kind }) => kind === 'encoding').length;
  if (count === 0) return undefined;
  const lines = count === 1 ? '1 line' : `${count} lines`;
  return `it writes ${lines} to stdout that ${count === 1 ? 'is' : 'are'} no JSON-RPC, which some clients show as an error or end at`;
}

/** Connected, a client wants tools: a server whose list it cannot read is of no use to it. */
function listed(session: McpSession): Cell {
  const { capabilities = {}, tools, listTools, wants, transport } = session;
  if (tools !== undefined || !('tools' in capabilities)) return { verdict: 'yes' };
  if (wants !== undefined) return WANTING;
  if (session.limited !== undefined) return refusing(session);
  if (listTools === undefined)
    return { verdict: 'no', because: `over ${transportName({ transport })} tools/list could not be asked` };
  return unlisted(transport, listTools);
}

/** Clients that read deeper than we do may well have the list. */
const unlisted = (transport: Transport, answer: McpAnswer): Cell => ({
  verdict: isUnread(answer) ? 'not-tried' : 'no',
  because: `over ${transportName({ transport })} ${noListFrom('tools/list', answer)}`,
});

function otherListed(session: McpSession): Cell {
  const { otherEra, toolsInOtherEra, transport } = session;
  if (otherEra === undefined) return { verdict: 'yes' };
  return toolsInOtherEra !== undefined || !('tools' in (session.capabilities ?? {}))
    ? { verdict: 'yes' }
    : unlisted(transport, otherEra.listTools);
}

/** One transport is enough; what was not tried is no reason against it. */
function eitherOf(cells: readonly Cell[]): Cell {
  const good = cells.find(({ verdict }) => verdict === 'yes');
  if (good !== undefined) return good;
  return cells.find(({ verdict }) => verdict === 'no') ?? cells[0] ?? { verdict: 'not-tried' };
}

function balanced({ replicas, httpRules, httpStart }: CollectedFacts, session: McpSession | undefined): Cell {
  if (session === undefined) return { verdict: 'not-tried', because: 'it has no HTTP' };
  if (session.authRequired) return { verdict: 'not-tried', because: 'the server wants authorization' };
  if (session.limited !== undefined && !session.answered) return refusing(session);
  if (!session.answered && session.answersAt !== undefined) return elsewhere(session.answersAt);
  if (isMisnumbered(session)) return MISNUMBERED;
  if (!session.answered)
    return session.oldTransport === undefined
      ? { verdict: 'no', because: 'it does not answer over HTTP' }
      : {
          verdict: 'no',
          because: 'an event stream of HTTP+SSE lives in one replica, and its requests may reach another',
        };
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
  if (valueOf(httpStart)?.foundRunning === true)
    return { verdict: 'not-tried', because: 'replicas are started of images, and it was found running' };
  const kept = valueOf(httpRules)?.sessions?.issued === true;
  return {
    verdict: 'not-tried',
    because: kept
      ? 'it uses sessions, which must live where every replica finds them (verify --profile full tries it)'
      : 'only --profile full starts replicas',
  };
}

/** Started as the gateway does where that was asked for; else by what is known of the transport that it uses. */
function throughGateway(collected: CollectedFacts, session: McpSession | undefined, cellOf: CellOf): Cell {
  const replay = valueOf(collected.dockerGateway);
  if (replay !== undefined) {
    if (replay.answered && replay.tools !== undefined) return { verdict: 'yes' };
    return { verdict: 'no', because: cleanText(replay.error ?? 'it lists no tools there', 160) };
  }
  const oldest = cellOf('stdio', '2024-11-05');
  if (session === undefined || !session.answered || !session.eras.includes('handshake')) return oldest;
  const problem = handshakeProblem(session);
  if (problem !== undefined) return { verdict: 'no', because: problem };
  const list = listed(session);
  if (list.verdict !== 'yes') return list;
  const library = libraryProblem(session, 'handshake');
  if (library !== undefined)
    return { verdict: 'not-tried', because: `${library}; the gateway has a library of its own, in Go` };
  // It takes what the server offers instead, as every client of the handshake does that knows it.
  return oldest.verdict === 'yes'
    ? oldest
    : {
        verdict: 'not-tried',
        because: 'only --target docker-gateway starts an image as the gateway does',
      };
}

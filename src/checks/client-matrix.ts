import { cleanText } from '../model/clean-text.js';
import type { VersionAnswers } from '../model/facts/http-rules.js';
import type { McpSession } from '../model/facts/mcp.js';
import type { CollectedFact, CollectedFacts } from '../model/facts.js';
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
  type ClientMatrix,
  type Transport,
} from './client-cells.js';
import { familiesOf } from './client-families.js';
import { isGreetingLimited } from './limited-questions.js';
import { inWords } from './mcp-sessions.js';

const HANDSHAKES = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
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
    if (session === undefined) {
      const wanting = [...sessions.values()].some(({ wants }) => wants !== undefined);
      const unreachable = transport === 'http' && cannotBeReached(collected, wanting);
      return { verdict: unreachable ? 'no' : 'not-tried', because: why[transport] };
    }
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

/** It was started, and no client would get an answer either. One that ends for want of a value may well answer with it. */
function cannotBeReached({ httpStart }: CollectedFacts, wanting: boolean): boolean {
  const { onlyInside, elsewhere, exited } = valueOf(httpStart) ?? {};
  return [onlyInside, elsewhere, wanting ? undefined : exited].some((seen) => seen !== undefined);
}

function revisionCell(session: McpSession, revision: string, versions: VersionAnswers | undefined): Cell {
  const { answered, eras, protocolVersion, discover, handshake, modernVersions, authRequired, oldTransport } = session;
  if (!answered) {
    if (session.limited !== undefined) return refusing(session);
    // Whether it would answer with a token is not known without one.
    if (authRequired) return { verdict: 'not-tried', because: 'the server wants authorization' };
    if (session.wants !== undefined) return WANTING;
    if (session.answersAt !== undefined) return elsewhere(session.answersAt);
    if (isMisnumbered(session)) return MISNUMBERED;
    const instead = handshake ?? discover;
    if (oldTransport !== undefined && revision !== MODERN_VERSION)
      return {
        verdict: 'not-tried',
        because: `what it has at ${oldTransport} is the older transport HTTP+SSE, which not every client supports`,
      };
    return { verdict: 'no', because: instead === undefined ? 'it does not answer' : inWords(instead) };
  }
  if (revision === MODERN_VERSION) {
    if (!eras.includes(MODERN_VERSION) && isGreetingLimited(session)) return refusing(session);
    if (modernVersions.length > 0 && !modernVersions.includes(MODERN_VERSION)) {
      const others = modernVersions.map((version) => cleanText(version, 40)).join(', ');
      return { verdict: 'no', because: `server/discover offers ${others}` };
    }
    if (eras.includes(MODERN_VERSION)) return { verdict: 'yes' };
    return {
      verdict: 'no',
      because: discover === undefined ? 'it was not asked' : `server/discover: ${inWords(discover)}`,
    };
  }
  if (!eras.includes('handshake'))
    return isGreetingLimited(session) ? refusing(session) : { verdict: 'no', because: 'it has no handshake' };
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

/** Words that reasons begin with and that are no names. */
const BEGINNING = /^(?:An?|Its?|No|Nothing|Only|The|There|Without)\b/u;

/** As the second half of a sentence. */
const reasonOf = (fact: CollectedFact<unknown> | undefined): string =>
  fact === undefined || fact.status === 'known'
    ? 'it was not asked'
    : cleanText(fact.reason, 160)
        .replace(/\.$/u, '')
        .replace(BEGINNING, (word) => word.toLowerCase());

import type { McpSession } from '../model/facts/mcp.js';
import type { CollectedFact } from '../model/facts.js';
import type { ClientVerdict, Report } from '../model/report.js';

/** Which revisions are answered over which transport, and which clients can use the server by that. */
export type ClientMatrix = NonNullable<Report['clients']>;

/** What clients of today ask for, which settle on what the server offers instead. */
export const ASKED_TODAY = '2025-11-25';

export type Transport = McpSession['transport'];

/** Whether clients of one kind can use the server, and why not. */
export type Cell = Omit<ClientVerdict, 'because'> & { readonly because?: string };

/** The verdict on a revision over a transport. */
export type CellOf = (transport: Transport, revision: string) => Cell;

export const WANTING: Cell = { verdict: 'not-tried', because: 'it wants a value that only its user has' };

export const elsewhere = (path: string): Cell => ({
  verdict: 'not-tried',
  because: `something speaks MCP at ${path}, which was not asked`,
});

/** Whoever counts requests may well answer a client that makes fewer. */
export const refusing = ({ limited }: McpSession): Cell => ({
  verdict: 'not-tried',
  because: `it refuses further requests: HTTP ${limited}`,
});

/** Whoever counts as the server does takes the answers for its own, for as long as nothing is asked out of turn. */
export const MISNUMBERED: Cell = {
  verdict: 'not-tried',
  because:
    'its answers have other ids than the requests, so they are found only by a client that counts the same by chance',
};

export const isMisnumbered = ({ answered, handshake, discover }: McpSession): boolean =>
  !answered && [handshake, discover].some((answer) => answer?.failure?.kind === 'other-id');

/** What is known of a fact. */
export const valueOf = <Value>(fact: CollectedFact<Value> | undefined): Value | undefined =>
  fact?.status === 'known' ? fact.value : undefined;

import type { CheckAnswer } from '../../model/check.js';
import type { Facts } from '../../model/facts.js';
import type { McpSession } from '../../model/facts/mcp.js';
import { isLimited } from '../../model/is-limited.js';
import { limitedAnswer } from '../limited-questions.js';
import { noFurtherClient } from '../second-client.js';
import { curl, initializeRequest, withServer } from '../mcp-repro.js';

type Row = Facts['hostMatrix'][number];

/** Statuses with which servers refuse a Host: 403 in TypeScript, 421 in Python. */
const HOST_REFUSALS = [403, 421];

export const isAccepted = ({ status }: Row): boolean => status !== undefined && status >= 200 && status < 300;

/**
 * Why rows of foreign names tell nothing; undefined where they do. Where an own name is not accepted either, they tell something
 * only when all are refused as such, and no own one is: those are answered by what comes behind the list of names.
 */
export function foreignUntold(
  rows: readonly Row[],
  foreign: readonly Row[],
  session: McpSession,
): CheckAnswer | undefined {
  const own = rows.filter(({ kind }) => kind === 'own-host');
  if (own.some(isAccepted)) return undefined;
  const limited = limitedAnswer(rows);
  if (limited !== undefined) return limited;
  if (foreign.every(isHostRefused) && own.every((row) => row.status !== undefined && !isHostRefused(row)))
    return undefined;
  const gone = noFurtherClient(session);
  if (gone !== undefined) return gone;
  const came = [
    ...new Set(own.map(({ status, error }) => (status === undefined ? (error ?? 'no answer') : `${status}`))),
  ];
  return {
    notApplicable: `Requests under its own names get ${came.join(' and ')}, so what foreign ones get tells nothing of a list of names.`,
  };
}

/** Rows that were neither answered nor cut off: nobody knows what becomes of such a request. */
export function unheard(rows: readonly Row[], whose: string): { readonly unknown: string } | undefined {
  const limited = limitedAnswer(rows);
  if (limited !== undefined) return limited;
  const row = rows.find(({ status, closed = false }) => status === undefined && !closed);
  return row === undefined
    ? undefined
    : {
        unknown: `A request with ${row.origin === undefined ? `Host ${row.host}` : `Origin ${row.origin}`} got no answer (${row.error ?? 'no reason given'}), so what becomes of ${whose} could not be told.`,
      };
}

/** One request too many says nothing of the name it came under. */
export const isTurnedAway = ({ status, closed = false }: Row): boolean =>
  status === undefined ? closed : status >= 400 && status < 500 && !isLimited(status);

export const isHostRefused = ({ status }: Row): boolean => status !== undefined && HOST_REFUSALS.includes(status);

/** A server that speaks no MCP may answer whom it likes. */
export const NO_MCP = { notApplicable: 'Nothing speaks MCP there; see mcp/initialize.' };

export const speaksMcp = ({ answered, authRequired }: McpSession): boolean => answered || authRequired;

/** The request that was made, as a shell line; it prints the status. */
export const hostRepro = (session: McpSession, { host, origin }: Pick<Row, 'host' | 'origin'>): string =>
  withServer(session, (url) => {
    // The published port of the run is another one than that of the line.
    const name = host.endsWith(`:${new URL(session.endpoint).port}`)
      ? host.replace(/:\d+$/u, `:${new URL(url).port}`)
      : host;
    const headers = [`Host: ${name}`, ...(origin === undefined ? [] : [`Origin: ${origin}`])];
    return `${curl({ url, sent: session.sent }, initializeRequest(), headers)} -o /dev/null -w '%{http_code}\\n'`;
  });

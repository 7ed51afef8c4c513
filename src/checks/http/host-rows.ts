import type { Facts } from '../../model/facts.js';
import type { McpSession } from '../../model/facts/mcp.js';
import { curl, initializeRequest, withServer } from '../mcp-repro.js';

type Row = Facts['hostMatrix'][number];

export const isAccepted = ({ status }: Row): boolean => status !== undefined && status >= 200 && status < 300;

/** Without one own host that works, what happens to foreign ones says nothing. */
export const ownHostWorks = (rows: readonly Row[]): boolean =>
  rows.some((row) => row.kind === 'own-host' && isAccepted(row));

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

import type { Facts } from '../../model/facts.js';
import { curl, initializeRequest } from '../mcp-repro.js';

type Row = Facts['hostMatrix'][number];

export const isAccepted = ({ status }: Row): boolean => status !== undefined && status >= 200 && status < 300;

/** Without one own host that works, what happens to foreign ones says nothing. */
export const ownHostWorks = (rows: readonly Row[]): boolean =>
  rows.some((row) => row.kind === 'own-host' && isAccepted(row));

/** The request that was made, as a shell line; it prints the status. */
export const hostRepro = (endpoint: string, { host, origin }: Pick<Row, 'host' | 'origin'>): string =>
  `${curl(endpoint, initializeRequest(), [`Host: ${host}`, ...(origin === undefined ? [] : [`Origin: ${origin}`])])} -o /dev/null -w '%{http_code}\\n'`;

import type { Facts } from '../model/facts.js';
import type { RequestHeaders } from '../targets/target.js';
import { createHttpWire } from './http-wire.js';
import { isLoopback } from './loopback.js';
import { MODERN_VERSION, initializeParams, type ClientInfo } from '../model/mcp-protocol.js';

export type HostMatrix = Facts['hostMatrix'];
type Row = HostMatrix[number];

const FOREIGN_HOST = 'evil.example.com';
const REQUEST_MS = 5_000;

export interface HostMatrixOptions {
  readonly url: URL;
  readonly headers: RequestHeaders;
  readonly client: ClientInfo;
  /** The server runs in a container that we started, so its published port has the names of this machine. */
  readonly owned: boolean;
}

/** One harmless request with each Host and Origin: `server/discover` where it is answered, else `initialize`. */
export async function askHostMatrix(options: HostMatrixOptions): Promise<HostMatrix> {
  const { url, owned } = options;
  const port = url.port === '' ? '' : `:${url.port}`;
  const own = owned || isLoopback(url.hostname) ? [`localhost${port}`, `127.0.0.1${port}`] : [url.host];
  const [first = url.host] = own;

  // Discovery leaves no session behind, so it is asked first.
  const discovered = await ask(options, 'server/discover', { kind: 'own-host', host: first });
  if (discovered.error !== undefined) return own.map((host) => ({ ...discovered, host }));
  const method = isSuccess(discovered.status) ? 'server/discover' : 'initialize';
  const rows: Row[] = [
    ...own.map((host) => ({ kind: 'own-host', host }) as const),
    { kind: 'foreign-host', host: FOREIGN_HOST },
    { kind: 'foreign-origin', host: first, origin: `http://${FOREIGN_HOST}` },
    { kind: 'null-origin', host: first, origin: 'null' },
  ];
  return Promise.all(rows.map((row) => ask(options, method, row)));
}

const isSuccess = (status: number | undefined) => status !== undefined && status >= 200 && status < 300;

async function ask(
  { url, headers, client }: HostMatrixOptions,
  method: 'server/discover' | 'initialize',
  row: Row,
): Promise<Row> {
  const wire = createHttpWire({ url, client, headers });
  const { httpStatus, failure } = await wire.request(method, method === 'initialize' ? initializeParams(client) : {}, {
    era: method === 'initialize' ? 'handshake' : MODERN_VERSION,
    timeoutMs: REQUEST_MS,
    headers: { Host: row.host, ...(row.origin === undefined ? {} : { Origin: row.origin }) },
  });
  await wire.close();
  if (httpStatus !== undefined) return { ...row, status: httpStatus };
  return { ...row, error: failure?.message ?? 'no answer' };
}

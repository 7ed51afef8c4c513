import type { Facts } from '../model/facts.js';
import type { RequestHeaders } from '../targets/target.js';
import { createHttpWire, type HttpWireOptions, type WireSession } from './http-wire.js';
import { isLoopback } from './loopback.js';
import { MODERN_VERSION, initializeParams, type ClientInfo } from '../model/mcp-protocol.js';
import { Patience } from './patience.js';

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
  /** Further hosts that the project names. */
  readonly expected?: readonly string[];
  /** Waits until a session can be asked for; the one to ask in, where no other is given. */
  readonly onlySession?: () => Promise<WireSession | undefined>;
}

/** One harmless request with each Host and Origin: `server/discover` where it is answered, else `initialize`, or `ping` in the only session. */
export async function askHostMatrix(options: HostMatrixOptions): Promise<HostMatrix> {
  const { url, owned, expected = [] } = options;
  const port = url.port === '' ? '' : `:${url.port}`;
  const own = owned || isLoopback(url.hostname) ? [`localhost${port}`, `127.0.0.1${port}`] : [url.host];
  const [first = url.host] = own;

  // Discovery leaves no session behind, so it is asked first.
  const patience = new Patience();
  const discover = (host: string) => ask({ ...options, patience }, 'server/discover', { kind: 'own-host', host });
  const greeted = await discover(first);
  // A redirect is made of the name that is asked for, and is followed under the name of the URL alone.
  const { row: discovered, endpoint } = isRedirect(greeted.row.status) ? await discover(url.host) : greeted;
  if (discovered.error !== undefined) return own.map((host) => ({ ...discovered, host }));
  const modern = isSuccess(discovered.status);
  const only = modern ? undefined : await options.onlySession?.();
  const method = modern ? 'server/discover' : only === undefined ? 'initialize' : 'ping';
  const rows: Row[] = [
    ...own.map((host) => ({ kind: 'own-host', host }) as const),
    ...expected.map((host) => ({ kind: 'expected-host', host }) as const),
    { kind: 'foreign-host', host: FOREIGN_HOST },
    { kind: 'foreign-origin', host: first, origin: `http://${FOREIGN_HOST}` },
    { kind: 'null-origin', host: first, origin: 'null' },
  ];
  return Promise.all(
    rows.map(async (row, index) => {
      const within = only === undefined ? {} : { within: { ...only, firstId: only.firstId + index } };
      const asked = await ask({ ...options, ...within, patience, url: endpoint }, method, row);
      return asked.row;
    }),
  );
}

const isRedirect = (status: number | undefined) => status !== undefined && status >= 300 && status < 400;
const isSuccess = (status: number | undefined) => status !== undefined && status >= 200 && status < 300;

async function ask(
  { url, headers, client, patience, within }: HostMatrixOptions & Pick<HttpWireOptions, 'patience' | 'within'>,
  method: 'server/discover' | 'initialize' | 'ping',
  row: Row,
): Promise<{ readonly row: Row; readonly endpoint: URL }> {
  const wire = createHttpWire({
    url,
    client,
    headers,
    ...(patience === undefined ? {} : { patience }),
    ...(within === undefined ? {} : { within }),
  });
  const { httpStatus, failure } = await wire.request(method, method === 'initialize' ? initializeParams(client) : {}, {
    era: method === 'server/discover' ? MODERN_VERSION : 'handshake',
    timeoutMs: REQUEST_MS,
    headers: { Host: row.host, ...(row.origin === undefined ? {} : { Origin: row.origin }) },
  });
  await wire.close();
  const answer =
    httpStatus === undefined
      ? { error: failure?.message ?? 'no answer', ...(failure?.kind === 'closed' ? { closed: true } : {}) }
      : { status: httpStatus };
  return { row: { ...row, ...answer }, endpoint: wire.endpoint() };
}

import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';

/** What a call was about. */
export interface CallSubject {
  /** As in "The connection broke during: starting the container". */
  readonly during: string;
  readonly image?: string;
  readonly container?: string;
}

interface Circumstances extends CallSubject {
  readonly endpoint: string;
  /** The engine has answered a call before. */
  readonly answered: boolean;
}

type UnreachableKind = 'not-found' | 'refused' | 'timeout' | 'tls' | 'not-an-engine' | 'other';

const CONNECT_FAULTS: Readonly<Record<string, readonly [UnreachableKind, string]>> = {
  ENOENT: ['not-found', 'there is no such socket'],
  ENOTSOCK: ['not-an-engine', 'it is no socket'],
  ECONNREFUSED: ['refused', 'nothing listens there'],
  ENOTFOUND: ['not-found', 'the host name is not known'],
  EAI_AGAIN: ['not-found', 'the host name could not be looked up'],
  EHOSTUNREACH: ['refused', 'the host cannot be reached'],
  ENETUNREACH: ['refused', 'the network cannot be reached'],
  ETIMEDOUT: ['timeout', 'the connection timed out'],
};

/** The engine's own words of an HTTP error, without the modem's wrapping. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return cleanText(String(error));
  const json = (error as { json?: unknown }).json;
  const said = typeof json === 'object' && json !== null && 'message' in json ? json.message : undefined;
  return cleanText((typeof said === 'string' ? said : error.message.replace(/^\(HTTP code \d+\) .*? - /su, '')).trim());
}

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error ? (error as { statusCode?: number }).statusCode : undefined;

export const isDiskFull = (reason: string): boolean =>
  /no space left on device|not enough space on the disk|disk quota exceeded/iu.test(reason);

/** Any failure of a call as an entry of the catalogue. */
export function translateError(error: unknown, circumstances: Circumstances): unknown {
  if (error instanceof McpDockError) return error;
  const { during, endpoint, image, container, answered } = circumstances;
  const reason = reasonOf(error);
  const cause = { cause: error };
  if (isDiskFull(reason)) return new McpDockError('DISK_FULL', { during, reason }, cause);

  const status = statusOf(error);
  if (status !== undefined) {
    if (status === 404 && /no such image/iu.test(reason))
      return new McpDockError('IMAGE_NOT_FOUND', { reference: image ?? reason }, cause);
    if (status === 404 && container !== undefined) return new McpDockError('CONTAINER_NOT_FOUND', { container }, cause);
    if (status === 404 && image !== undefined) return new McpDockError('IMAGE_NOT_FOUND', { reference: image }, cause);
    return new McpDockError('ENGINE_REFUSED', { during, reason: reason === '' ? `HTTP ${status}` : reason }, cause);
  }

  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return new McpDockError('ENGINE_PERMISSION', { endpoint }, cause);
  if (answered && !code.startsWith('HPE_')) return new McpDockError('ENGINE_LOST', { during }, cause);
  const [kind, words] = CONNECT_FAULTS[code] ?? guess(code, reason);
  return new McpDockError('ENGINE_UNREACHABLE', { endpoint, reason: words, kind }, cause);
}

function guess(code: string, reason: string): readonly [UnreachableKind, string] {
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO|ERR_OSSL)/u.test(code)) return ['tls', reason];
  if (code.startsWith('HPE_')) return ['not-an-engine', 'what answers speaks no HTTP'];
  if (code === 'ESSH') return ['other', reason];
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return ['not-an-engine', 'the connection was closed without an answer'];
  return ['other', reason];
}

function codeOf(error: unknown): string {
  // Both families of `localhost` failed: the first says enough.
  const single = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return single instanceof Error ? ((single as NodeJS.ErrnoException).code ?? '') : '';
}

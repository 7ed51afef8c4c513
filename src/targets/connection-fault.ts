import { cleanText } from '../model/clean-text.js';

/** Why no answer came over a connection, in words that need no knowledge of OpenSSL or the resolver. */
export interface ConnectionFault {
  readonly kind:
    | 'closed'
    | 'refused'
    | 'not-http'
    | 'no-such-host'
    | 'plain-http'
    | 'untrusted'
    | 'wrong-name'
    | 'expired'
    | 'tls'
    | 'unreachable';
  readonly message: string;
}

/** Faults that waiting does not mend: whoever asked wrote the wrong thing, or has to do something first. */
export const isInVain = (kind: string): boolean =>
  ['no-such-host', 'plain-http', 'untrusted', 'wrong-name', 'expired', 'tls'].includes(kind);

/** Translates an error of a request to `url`; `closed` are the words for a connection that was cut. */
export function connectionFault(error: NodeJS.ErrnoException, url: URL, closed: string): ConnectionFault {
  const { code = '' } = error;
  if (code === 'ECONNRESET' || code === 'EPIPE') return { kind: 'closed', message: closed };
  if (code === 'ECONNREFUSED') return { kind: 'refused', message: 'the connection was refused' };
  if (code === 'ENOTFOUND' || code === 'EAI_NODATA' || code === 'EAI_NONAME')
    return { kind: 'no-such-host', message: `there is no host named ${cleanText(url.hostname, 200)}` };
  if (code === 'EAI_AGAIN')
    return { kind: 'unreachable', message: `the name ${cleanText(url.hostname, 200)} could not be looked up` };
  if (code.startsWith('HPE_')) return { kind: 'not-http', message: `the answer is no HTTP (${code})` };
  if (speaksNoTls(error) && url.protocol === 'https:')
    return { kind: 'plain-http', message: `that port does not speak TLS; try http://${url.host}` };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return { kind: 'wrong-name', message: `its certificate is not for the name ${cleanText(url.hostname, 200)}` };
  if (code === 'CERT_HAS_EXPIRED') return { kind: 'expired', message: 'its certificate has expired' };
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/u.test(code))
    return {
      kind: 'untrusted',
      message: `its certificate is not trusted here (${code}); NODE_EXTRA_CA_CERTS names a file of further authorities`,
    };
  if (/TLS|SSL|EPROTO/u.test(code)) return { kind: 'tls', message: `no TLS connection came about (${code})` };
  return { kind: 'unreachable', message: cleanText(error.message || code || 'the connection failed') };
}

/** What OpenSSL makes of a first answer that is no TLS. */
const speaksNoTls = ({ code = '', message }: NodeJS.ErrnoException): boolean =>
  /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL/u.test(code) ||
  (code === 'EPROTO' && /wrong version number|http request|packet length too long|unknown protocol/iu.test(message));

import { expect, it } from 'vitest';
import { connectionFault, isInVain } from '../../../src/targets/connection-fault.js';

const fault = (code: string, message = '', address = 'https://mcp.example.com:8443/mcp') =>
  connectionFault(Object.assign(new Error(message), { code }), new URL(address), 'it was cut');

it.each([
  { code: 'ECONNRESET', kind: 'closed', message: 'it was cut', vain: false },
  { code: 'ECONNREFUSED', kind: 'refused', message: 'the connection was refused', vain: false },
  { code: 'ENOTFOUND', kind: 'no-such-host', message: 'there is no host named mcp.example.com', vain: true },
  { code: 'EAI_AGAIN', kind: 'unreachable', message: 'the name mcp.example.com could not be looked up', vain: false },
  {
    code: 'HPE_INVALID_CONSTANT',
    kind: 'not-http',
    message: 'the answer is no HTTP (HPE_INVALID_CONSTANT)',
    vain: false,
  },
  {
    code: 'ERR_SSL_PACKET_LENGTH_TOO_LONG',
    kind: 'plain-http',
    message: 'that port does not speak TLS; try http://mcp.example.com:8443',
    vain: true,
  },
  {
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    kind: 'untrusted',
    message:
      'its certificate is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT); NODE_EXTRA_CA_CERTS names a file of further authorities',
    vain: true,
  },
  {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    kind: 'wrong-name',
    message: 'its certificate is not for the name mcp.example.com',
    vain: true,
  },
  { code: 'CERT_HAS_EXPIRED', kind: 'expired', message: 'its certificate has expired', vain: true },
  {
    code: 'ERR_SSL_TLSV1_ALERT',
    kind: 'tls',
    message: 'no TLS connection came about (ERR_SSL_TLSV1_ALERT)',
    vain: true,
  },
])('$code is $kind, in plain words', ({ code, kind, message, vain }) => {
  expect(fault(code)).toEqual({ kind, message });
  expect(isInVain(kind)).toBe(vain);
});

it('knows the older words of OpenSSL', () => {
  expect(fault('EPROTO', '140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number').kind).toBe(
    'plain-http',
  );
});

it('cleans what it does not know', () => {
  expect(fault('EWEIRD', 'no \u001b[31mway')).toEqual({ kind: 'unreachable', message: 'no \\u001b[31mway' });
});

/** Why a registry did not take an image. */
export type PushFault =
  'unauthorized' | 'insufficient-scope' | 'denied' | 'no-such-host' | 'unreachable' | 'tls' | 'other';

const ROWS: readonly (readonly [PushFault, RegExp])[] = [
  ['no-such-host', /no such host|server misbehaving|temporary failure in name resolution/iu],
  ['tls', /x509|certificate|tls: |server gave HTTP response to HTTPS client/iu],
  ['insufficient-scope', /insufficient[_ ]scope|not match expected scopes|requires? .*scope/iu],
  [
    'unauthorized',
    /unauthori[sz]ed|unauthenticated|authentication required|no basic auth credentials|incorrect username/iu,
  ],
  ['denied', /denied|forbidden|\b403\b/iu],
  [
    'unreachable',
    /connection refused|i\/o timeout|no route to host|network is unreachable|deadline exceeded|connection reset|\bEOF\b|proxyconnect/iu,
  ],
];

/** Tells them apart by the words of engines and registries; the first row that matches wins. */
export const pushFaultOf = (reason: string): PushFault => ROWS.find(([, words]) => words.test(reason))?.[0] ?? 'other';

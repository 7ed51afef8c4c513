import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/tls-trusted',
  title: 'Package registry is trusted inside a build',
  why: 'Networks that inspect TLS sign with an authority of their own. This machine may know it; a build does not, and fails with "self-signed certificate in certificate chain".',
  remedy:
    'Give the build the authority’s PEM file: `mcp-dock build --ca-file FILE`, `build.caFile` in mcp-dock.yaml, or MCP_DOCK_CA_FILE.',
  severity: 'error',
  references: [
    { title: 'NODE_EXTRA_CA_CERTS', url: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile' },
    { title: 'Build secrets', url: 'https://docs.docker.com/build/building/secrets/' },
  ],
  since: '0.1.0',
  needs: ['tlsInterception'],
  run({ tlsInterception: { host, status, issuer, caFile, caFileFrom, message } }) {
    if (status === 'direct' || status === 'intercepted') return [];
    if (status === 'unreachable') {
      return [
        {
          message: `${host} could not be reached: ${message ?? 'no answer'}.`,
          evidence: ['Builds that install packages need it, unless every layer is in the cache.'],
          severity: 'warning',
        },
      ];
    }
    return [
      {
        message: `The certificate of ${host} is signed by ${issuer ?? 'an unknown authority'}, which a build does not trust.`,
        evidence: [
          caFile === undefined
            ? 'No CA file is named for builds.'
            : `A build would use ${caFile} (from ${caFileFrom ?? 'the project'}), which does not vouch for it.`,
          ...(message === undefined ? [] : [message]),
        ],
        repro: `openssl s_client -connect ${host}:443 -servername ${host} -showcerts </dev/null`,
      },
    ];
  },
});

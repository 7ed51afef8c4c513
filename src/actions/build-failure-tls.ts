import { CA_SECRET_ID } from '../plan/build-plan.js';
import type { BuildFailureFacts } from './build-failure-rows.js';

const PLACE = `/run/secrets/${CA_SECRET_ID}.pem`;

/** The variable by which a program takes other certificate authorities; the first whose traces are in step or output. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\buv\b|UnknownIssuer|invalid peer certificate/u, 'SSL_CERT_FILE'],
  [/\bpip3?\b|\bpoetry\b|SSLCertVerificationError/u, 'PIP_CERT'],
  [/\bcurl\b/u, 'CURL_CA_BUNDLE'],
  [/\bgit\b/u, 'GIT_SSL_CAINFO'],
  [/\b(?:npm|npx|pnpm|yarn|node|corepack)\b/u, 'NODE_EXTRA_CA_CERTS'],
];

/** What to do about a certificate that nobody trusts: by whose connection it was, and by what was done about it already. */
export function tlsAdvice({
  text,
  step = '',
  pulls,
  ran,
  ca = { given: false, mounted: false },
}: BuildFailureFacts): readonly string[] {
  if (pulls || !ran)
    return [
      'The engine itself does not trust the registry: add the certificate authority to the engine (/etc/docker/certs.d/HOST/ca.crt, or the trust store of Docker Desktop’s host) and restart it.',
    ];
  const [, variable = 'SSL_CERT_FILE'] = VARIABLES.find(([traces]) => traces.test(`${step}\n${text}`)) ?? [];
  const mount = `--mount=type=secret,id=${CA_SECRET_ID},target=${PLACE}`;
  const line = `${mount} ${variable}=${PLACE}`;
  const mountsHere = step.includes(`id=${CA_SECRET_ID}`);
  if (ca.given && mountsHere)
    return [
      `The step has the certificate authorities of --ca-file and still trusts none of them: check that the file holds the authority that signs for your network, and that the program reads it (${variable}=${PLACE}).`,
    ];
  return [
    'Something on the way (a company proxy) answers with a certificate that the step does not trust.',
    ...(ca.given
      ? []
      : [
          'Give its certificate authority with --ca-file FILE.pem or MCP_DOCK_CA_FILE; it never becomes part of the image.',
        ]),
    ...(mountsHere
      ? []
      : [
          `${ca.mounted ? 'This RUN does not mount it' : 'The Dockerfile does not mount it yet'}: begin the step with RUN ${line}`,
        ]),
  ];
}

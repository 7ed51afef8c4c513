import { bearerChallenge } from '../../model/bearer-challenge.js';
import { covers } from '../../model/covers.js';
import type { AuthChallenge, GuardReply } from '../../model/facts/guards.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Settings } from '../../model/facts/settings.js';
import type { Finding, Severity } from '../../model/finding.js';
import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';
import { curl, initializeRequest, withServer } from '../mcp-repro.js';

const SPEC = 'https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization';

export default defineCheck({
  id: 'http/auth-challenge',
  title: 'Without a good token the server answers 401, and says where to get one',
  why: 'A client learns from the 401 and the metadata behind it where its user signs in; without them it shows a server that is broken, and a server that answers anyway is open to everybody.',
  remedy:
    'Answer every request without a valid token with 401 and `WWW-Authenticate: Bearer resource_metadata="…"`, take tokens from the Authorization header alone, and serve the protected resource metadata (RFC 9728) with `resource` and `authorization_servers`.',
  severity: 'error',
  references: [
    { title: 'MCP 2025-11-25: Authorization server location', url: `${SPEC}#authorization-server-location` },
    {
      title: 'MCP 2025-11-25: Protected resource metadata discovery',
      url: `${SPEC}#protected-resource-metadata-discovery-requirements`,
    },
    { title: 'MCP 2025-11-25: Access token usage', url: `${SPEC}#access-token-usage` },
    { title: 'MCP 2025-11-25: Error handling', url: `${SPEC}#error-handling` },
    {
      title: 'MCP 2026-07-28: Authorization',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization',
    },
    { title: 'RFC 9728', url: 'https://www.rfc-editor.org/rfc/rfc9728' },
  ],
  since: '0.1.0',
  needs: ['authChallenge', 'mcpHttp', 'settings'],
  run({ authChallenge, mcpHttp, settings: { auth } }) {
    const { noToken, wrongToken, health } = authChallenge;
    const declared = auth !== undefined;
    if (!tells(noToken)) return { unknown: `A request without a token got ${cameOf(noToken)}.` };
    // Whoever is given a token that it does not ask for has an open server, which is no fault where nobody says otherwise.
    if (isGood(noToken.status) && !declared)
      return [
        finding('The server answers without a token as well, so that the one which was given protects nothing.', {
          repro: greetRepro(mcpHttp),
          severity: 'warning',
          remedy:
            'Where the server is to be open, leave the token out; otherwise refuse requests without one, and declare expect.auth in mcp-dock.yaml.',
        }),
      ];
    const findings = [
      ...refusals(authChallenge, mcpHttp),
      ...(isGood(noToken.status) || auth?.kind === 'token' ? [] : metadataFindings(authChallenge, mcpHttp, auth)),
      ...(health !== undefined && (health.status === 401 || health.status === 403)
        ? [
            finding(`${health.path} answers ${health.status} without a token.`, {
              repro: healthRepro(mcpHttp, health.path),
              remedy: 'Answer the health path without authorization: engines and load balancers have no token.',
            }),
          ]
        : []),
    ];
    // A guard that only looks whether there is a token shows in this request alone.
    return findings.length === 0 && !tells(wrongToken)
      ? { unknown: `A request with a wrong token got ${cameOf(wrongToken)}.` }
      : findings;
  },
});

/** Too many requests, and no good moment, are no word about tokens. */
const tells = ({ status }: GuardReply) => status !== undefined && status !== 429 && status !== 503;

const cameOf = ({ status, error }: GuardReply) => status ?? error ?? 'nothing';

const isGood = (status: number | undefined) => status !== undefined && status >= 200 && status < 300;

const finding = (message: string, more: Omit<Finding, 'message'>): Finding => ({ message, ...more });

function refusals({ noToken, wrongToken, queryToken }: AuthChallenge, session: McpSession): Finding[] {
  const judged = (reply: GuardReply, asked: string, repro: string): Finding[] => {
    const { status } = reply;
    if (status === undefined || status === 401 || !tells(reply)) return [];
    const found = isGood(status)
      ? `The server answers a request ${asked} with ${status}, as if it were allowed.`
      : `The server answers a request ${asked} with ${status} where 401 is due.`;
    return [finding(found, { repro })];
  };
  return [
    ...judged(noToken, 'without a token', greetRepro(session)),
    ...judged(wrongToken, 'with a wrong token', greetRepro(session, ['Authorization: Bearer wrong'])),
    // What else it answers there is a refusal of one kind or another.
    ...(isGood(queryToken?.status)
      ? [
          finding('The server takes a token from the query of the address, where logs and histories keep it.', {
            repro: greetRepro(session, [], '?access_token=$TOKEN'),
            remedy: 'Take tokens from the Authorization header alone.',
          }),
        ]
      : []),
  ];
}

function metadataFindings(
  { noToken, metadata, asked, namedElsewhere }: AuthChallenge,
  session: McpSession,
  auth: Settings['auth'],
): Finding[] {
  // The protocol leaves authorization by other means to servers that do not claim this one.
  const severity: { severity?: Severity } = auth === undefined ? { severity: 'warning' } : {};
  const challenge = bearerChallenge(noToken.challenge);
  const repro = greetRepro(session);
  const noChallenge =
    noToken.status !== 401 || challenge !== undefined
      ? []
      : [
          finding(
            noToken.challenge === undefined
              ? 'The 401 has no WWW-Authenticate header, so a client cannot tell which credentials are wanted.'
              : `The 401 asks for no bearer token: WWW-Authenticate is ${noToken.challenge}.`,
            { repro, ...(metadata === undefined ? severity : { severity: 'warning' as const }) },
          ),
        ];
  if (metadata === undefined) {
    const elsewhere =
      namedElsewhere === undefined ? '' : ` The challenge names ${namedElsewhere}, which was not asked.`;
    const tried = asked.map(({ url, answer }) => `${pathOf(url)}: ${answer}`);
    return [
      ...noChallenge,
      finding(`No protected resource metadata was found, so no client learns where to sign in.${elsewhere}`, {
        evidence: tried,
        repro: getRepro(session, asked[0]?.url),
        ...(namedElsewhere === undefined ? severity : { severity: 'warning' as const }),
      }),
    ];
  }
  const { url, resource, authorizationServers } = metadata;
  const at = { repro: getRepro(session, url), ...severity };
  const problem = problemOfResource(resource, session, auth);
  const weak = authorizationServers.filter((server) => !isSound(server));
  return [
    ...noChallenge,
    ...(problem === undefined ? [] : [finding(`The metadata at ${pathOf(url)} ${problem}`, at)]),
    ...(authorizationServers.length === 0
      ? [finding(`The metadata at ${pathOf(url)} names no authorization_servers.`, at)]
      : []),
    ...(weak.length === 0
      ? []
      : [
          finding(`The metadata at ${pathOf(url)} names an authorization server without HTTPS: ${weak.join(', ')}.`, {
            ...at,
            severity: 'warning',
          }),
        ]),
  ];
}

function problemOfResource(
  resource: string | undefined,
  { endpoint, repeat }: McpSession,
  auth: Settings['auth'],
): string | undefined {
  if (resource === undefined) return 'has no `resource`.';
  if (!URL.canParse(resource)) return `has a \`resource\` that is no address: ${resource}.`;
  if (new URL(resource).hash !== '') return `has a \`resource\` with a fragment: ${resource}.`;
  // In front of a container that was started for this run stands nobody yet: only who declares the address can be told.
  const expected = auth?.resource ?? (repeat === undefined ? endpoint : undefined);
  return expected === undefined || covers(new URL(resource), new URL(expected))
    ? undefined
    : `names the resource ${resource}, and clients that ask for ${expected} refuse that.`;
}

/** On one machine, or between containers by their names, there is nobody to read along. */
function isSound(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const { protocol, hostname } = new URL(server);
  return protocol === 'https:' || (protocol === 'http:' && (!hostname.includes('.') || hostname.startsWith('127.')));
}

const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url);

function greetRepro(session: McpSession, headers: readonly string[] = [], query = ''): string {
  return withServer(session, (url) => {
    const line = `${curl({ url }, initializeRequest(), headers)} -o /dev/null -D -`;
    return query === '' ? line : line.replace(shellWord(url), `"${url}${query}"`);
  });
}

const getRepro = (session: McpSession, there: string | undefined): string =>
  withServer(session, (url) => `curl -i ${shellWord(new URL(pathOf(there ?? url), url).href)}`);

const healthRepro = (session: McpSession, path: string): string =>
  withServer(session, (url) => `curl -i ${shellWord(new URL(path, url).href)}`);

import { addressRemedy, otherWaysWords } from '../../model/address-remedy.js';
import { resourceMetadataOf } from '../../model/bearer-challenge.js';
import { cleanText } from '../../model/clean-text.js';
import { exitDetails } from '../../model/explain-exit.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { TRANSPORTS_LABEL } from '../../model/tool.js';
import { isLimited } from '../../model/is-limited.js';
import { defineCheck } from '../define-check.js';
import { HANDSHAKE_REVISIONS, handshakeProblem } from '../handshake-problem.js';
import { unlessLimited } from '../limited-questions.js';
import { initializeRepro } from '../mcp-repro.js';
import { inWords, transportName } from '../mcp-sessions.js';
import { notStarted } from '../../model/wanted-variables.js';

export default defineCheck({
  id: 'mcp/initialize',
  title: 'Server answers initialize',
  why: 'Most clients open with initialize, and without a good answer they show the server as failed.',
  remedy:
    'Answer initialize with a result of protocolVersion, capabilities and serverInfo on every transport that the image has, or serve revision 2026-07-28 with server/discover.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Initialization',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization',
    },
    {
      title: 'MCP 2026-07-28: Versioning and compatibility',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions',
    },
  ],
  revisions: HANDSHAKE_REVISIONS,
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const concerned = mcpSessions.filter(({ eras }) => eras.length === 0 || eras.includes('handshake'));
    if (concerned.length === 0) return { notApplicable: 'The server speaks only 2026-07-28, which has no initialize.' };
    const wanting = concerned.find(({ answered, wants }) => !answered && wants !== undefined);
    if (wanting?.wants !== undefined) return { unknown: notStarted(wanting.wants) };
    return unlessLimited(
      concerned,
      ({ handshake }) => !isLimited(handshake?.httpStatus),
      concerned.flatMap((session) => {
        const refused = session.limited !== undefined && isLimited(session.handshake?.httpStatus);
        const message = refused ? undefined : problemOf(session);
        return message === undefined ? [] : [finding(session, message)];
      }),
    );
  },
});

function finding(session: McpSession, message: string): Finding {
  const { discover, eras, exited } = session;
  if (eras.length === 0 && exited !== undefined)
    return { message, ...exitDetails(exited), repro: initializeRepro(session) };
  return {
    message,
    ...(session.silence === undefined ? {} : { cause: session.silence.cause }),
    ...(eras.length === 0 && discover !== undefined && !message.includes(inWords(discover))
      ? { evidence: [`server/discover: ${inWords(discover)}`] }
      : {}),
    ...remedyOf(session),
    repro: initializeRepro(session),
  };
}

/** Only where it is another one than that of a server whose answer is wrong. */
function remedyOf(session: McpSession): Pick<Finding, 'remedy'> {
  const { eras, transport, handshake, authRequired, authGiven, repeat, silence, answersAt, oldTransport } = session;
  if (authRequired)
    return {
      remedy:
        authGiven === true
          ? 'Give a token that this server accepts, with --bearer-env or --header.'
          : 'Give a token with --bearer-env NAME, the name of a variable that holds it, or a header with --header; or let mcp-dock get one, with --client-id-env and --client-secret-env.',
    };
  if (eras.length === 0 && silence !== undefined) return { remedy: silence.remedy };
  const kind = handshake?.failure?.kind;
  if (eras.length > 0 || kind === undefined) return {};
  if (kind === 'other-id')
    return { remedy: 'Answer initialize with the id that the request has; mcp/error-shape shows what came instead.' };
  // Over stdio the connection is the process: only there does a closed one mean that it has ended.
  if (transport === 'stdio')
    return kind === 'closed'
      ? {
          remedy:
            'Give the server what it asks for before it ends: arguments under server.transports.stdio.args of mcp-dock.yaml, variables with --env NAME.',
        }
      : {};
  if (kind === 'closed' || kind === 'refused')
    return {
      remedy: `See that the server runs and listens on the port that is asked${repeat === undefined ? '' : ', on 0.0.0.0 inside the container'}.`,
    };
  if (repeat !== undefined && kind === 'redirect')
    return {
      remedy:
        'Answer POST at the endpoint itself, or name the path at which the server does in server.transports.http.path of mcp-dock.yaml.',
    };
  if (repeat !== undefined && answersAt !== undefined)
    return {
      remedy: `Name ${answersAt} in server.transports.http.path of mcp-dock.yaml, or in the image's label ${TRANSPORTS_LABEL}.`,
    };
  // What runs at an address of somebody else has another path than the one that was given, what runs in an image the one it declares.
  const status = repeat === undefined ? handshake?.httpStatus : undefined;
  const remedy = addressRemedy({ kind, status, answersAt, oldTransport });
  return remedy === undefined ? {} : { remedy };
}

function problemOf(session: McpSession): string | undefined {
  const name = transportName(session);
  const { handshake, discover, authRequired, authGiven = false } = session;
  if (authRequired) {
    const challenge = handshake?.challenge ?? discover?.challenge;
    const words = challenge === undefined ? 'no challenge' : `challenge: ${cleanText(challenge, 200)}`;
    if (authGiven)
      return `The server answers 401 over ${name} (${words}): it refuses the authorization that was sent. See whether the token has expired, or is meant for another server.`;
    const metadata = resourceMetadataOf(challenge);
    const where =
      metadata === undefined ? '' : ` Its metadata at ${cleanText(metadata.href, 200)} says who issues tokens.`;
    return `The server answers 401 over ${name} (${words}), so nothing more could be asked.${where} Give a token with --bearer-env or --header.`;
  }
  if (handshake === undefined) return `Over ${name}, initialize was not asked.`;
  if (session.eras.length === 0)
    return `Over ${name}, initialize got no result: ${inWords(handshake)}.${silenceOf(session)}${hintFor(session)}`;

  const problem = handshakeProblem(session);
  return problem === undefined ? undefined : `Over ${name}, ${problem}.`;
}

/** What was seen of a server that runs and says nothing. */
const silenceOf = ({ silence }: McpSession): string =>
  silence === undefined ? '' : ` The reason seems to be that ${silence.words}.`;

/** What may be behind it, where the answer alone would mislead. */
function hintFor({ oldTransport, answersAt, handshake, repeat }: McpSession): string {
  const ways = otherWaysWords({ oldTransport, answersAt });
  if (ways !== '') return ways;
  // What runs at an address of somebody else has no project here, and nobody reads its label.
  if (handshake?.httpStatus === 404 && repeat !== undefined)
    return ` An endpoint at another path is named in server.transports.http.path of mcp-dock.yaml, or in the image's label ${TRANSPORTS_LABEL}.`;
  return '';
}

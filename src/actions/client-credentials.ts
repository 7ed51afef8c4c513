import { McpDockError } from '../errors/mcp-dock-error.js';
import { askForToken, type ClientCredentials } from '../mcp/authorization-server.js';
import { findResourceMetadata, type ResourceMetadata } from '../mcp/auth-questions.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { covers } from '../model/covers.js';
import { secretsOfHeaders } from '../model/secret-headers.js';
import { shellWord } from '../model/shell-word.js';
import { TOOL_NAME } from '../model/tool.js';
import { secretsOfUrl, shownUrl } from '../model/shown-url.js';
import type { Context } from '../ports/context.js';
import type { RequestHeaders } from '../targets/target.js';

export interface CredentialsInput {
  readonly credentials: ClientCredentials;
  /** The authorization server; without it, one that the server at the endpoint names and that has its origin. */
  readonly issuer?: string;
  /** What the token is for, where the project says so. */
  readonly resource?: string;
  /** Of a server that runs already. */
  readonly endpoint?: URL;
  /** Go with every request to the server. */
  readonly headers: RequestHeaders;
}

/** A token for the server, by the grant client_credentials. Throws TOKEN_NOT_ISSUED, and FLAG_INVALID when nobody says whom to ask. */
export async function clientCredentialsToken(
  input: CredentialsInput,
  { progress, toolVersion, signal }: Pick<Context, 'progress' | 'toolVersion' | 'signal'>,
): Promise<string> {
  const { credentials, endpoint } = input;
  if (input.issuer === undefined && endpoint === undefined)
    throw new McpDockError('FLAG_INVALID', {
      reason:
        '--client-id-env needs the authorization server of a server that is still to be started: give it with --issuer URL, or as expect.auth.issuer in mcp-dock.yaml.',
      command: 'verify',
    });
  if (input.issuer !== undefined && !URL.canParse(input.issuer))
    throw new McpDockError('FLAG_INVALID', {
      reason: `--issuer ${cleanText(input.issuer, 200)} is no address; write https://….`,
      command: 'verify',
    });
  return progress.step('Ask for a token', async () => {
    const named =
      endpoint === undefined
        ? undefined
        : await findResourceMetadata({
            url: endpoint,
            client: { name: TOOL_NAME, version: toolVersion },
            headers: input.headers,
            signal,
          });
    signal.throwIfAborted();
    // Both servers are quoted, and either may repeat what it was sent.
    const sent = [
      credentials.secret,
      ...secretsOfHeaders(input.headers),
      ...(endpoint === undefined ? [] : secretsOfUrl(endpoint)),
    ];
    const untold = (reason: string, asked = endpoint?.host ?? 'The server') =>
      new McpDockError('TOKEN_NOT_ISSUED', { asked: maskSecrets(asked, sent), reason: maskSecrets(reason, sent) });
    const stranger = foreignResource(named, input.resource ?? endpoint?.href);
    if (stranger !== undefined) throw untold(stranger);
    const issuer = input.issuer ?? ownIssuer(named, endpoint);
    if (issuer === undefined) throw untold(noIssuer(named));
    const resource = input.resource ?? named?.resource ?? endpoint?.href;
    const scope = named?.scope;
    const answer = await askForToken({
      issuer: new URL(issuer),
      credentials,
      signal,
      ...(resource === undefined ? {} : { resource }),
      ...(scope === undefined ? {} : { scope }),
    });
    signal.throwIfAborted();
    if ('reason' in answer) throw untold(answer.reason, issuer);
    if (input.issuer === undefined)
      progress.note(maskSecrets(`The token is from ${answer.from}, which the server names.`, sent));
    return answer.token;
  });
}

/**
 * Metadata of another resource is not to be used (RFC 9728, section 3.3): a server that names one would get a token for it, and
 * could act there with it.
 */
function foreignResource(named: ResourceMetadata | undefined, asked: string | undefined): string | undefined {
  const resource = named?.resource;
  if (resource === undefined || asked === undefined || !URL.canParse(asked)) return undefined;
  if (URL.canParse(resource) && covers(new URL(resource), new URL(asked))) return undefined;
  return `its metadata is that of another resource, ${resource}, and a token for that is not for ${shownUrl(new URL(asked))}. Where both are the same server, ask it at that address, or say so with expect.auth.resource in mcp-dock.yaml.`;
}

/** A secret goes to whom a person named; and to the asked server itself, which gets the token anyway. */
const ownIssuer = (named: ResourceMetadata | undefined, endpoint: URL | undefined): string | undefined =>
  named?.authorizationServers.find((server) => URL.canParse(server) && new URL(server).origin === endpoint?.origin);

function noIssuer(named: ResourceMetadata | undefined): string {
  const issuer = named?.authorizationServers.find((server) => URL.canParse(server));
  return issuer === undefined
    ? 'it names no authorization server in its metadata. Give one with --issuer URL.'
    : `its metadata names the authorization server ${issuer} at another origin, and the secret of the client goes to none that a server alone names. Where the client is registered there, accept it with --issuer ${shellWord(issuer)}, or as expect.auth.issuer in mcp-dock.yaml.`;
}

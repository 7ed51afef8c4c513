import { McpDockError } from '../errors/mcp-dock-error.js';
import { askForToken, type ClientCredentials } from '../mcp/authorization-server.js';
import { findResourceMetadata } from '../mcp/auth-questions.js';
import { TOOL_NAME } from '../model/tool.js';
import type { Context } from '../ports/context.js';
import type { RequestHeaders } from '../targets/target.js';

export interface CredentialsInput {
  readonly credentials: ClientCredentials;
  /** The authorization server; without it, the one that the server at the endpoint names. */
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
  { progress, toolVersion }: Pick<Context, 'progress' | 'toolVersion'>,
): Promise<string> {
  const { credentials, endpoint } = input;
  if (input.issuer === undefined && endpoint === undefined)
    throw new McpDockError('FLAG_INVALID', {
      reason:
        '--client-id-env needs the authorization server of a server that is still to be started: give it with --issuer URL, or as expect.auth.issuer in mcp-dock.yaml.',
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
          });
    const issuer = input.issuer ?? named?.authorizationServers[0];
    if (issuer === undefined || !URL.canParse(issuer))
      throw new McpDockError('TOKEN_NOT_ISSUED', {
        asked: endpoint?.host ?? 'The server',
        reason: 'it names no authorization server in its metadata. Give one with --issuer URL.',
      });
    const resource = input.resource ?? named?.resource ?? endpoint?.href;
    const scope = named?.scope;
    const answer = await askForToken({
      issuer: new URL(issuer),
      credentials,
      ...(resource === undefined ? {} : { resource }),
      ...(scope === undefined ? {} : { scope }),
    });
    if ('reason' in answer) throw new McpDockError('TOKEN_NOT_ISSUED', { asked: issuer, reason: answer.reason });
    if (input.issuer === undefined) progress.note(`The token is from ${answer.from}, which the server names.`);
    return answer.token;
  });
}

import type { LoadedConfig } from '../config/schema.js';
import type { Context } from '../ports/context.js';
import type { ParsedTarget } from '../targets/parse-target.js';
import type { RequestHeaders } from '../targets/target.js';
import { parseCredentials } from './request-options.js';

export interface CredentialFlags {
  readonly 'client-id-env'?: string | undefined;
  readonly 'client-secret-env'?: string | undefined;
  readonly 'bearer-env'?: string | undefined;
  readonly issuer?: string | undefined;
}

interface Requested {
  readonly target: ParsedTarget;
  readonly project: LoadedConfig | undefined;
  /** Of every request to the server. */
  readonly headers: RequestHeaders;
}

export interface IssuedToken {
  readonly token: string;
  /** The client secret, which a server behind it may echo. */
  readonly secret: string;
}

/**
 * The token of --client-id-env and --client-secret-env; undefined when they are not given. Throws FLAG_INVALID or
 * TOKEN_NOT_ISSUED.
 */
export async function requestToken(
  { 'client-id-env': id, 'client-secret-env': secret, 'bearer-env': bearer, issuer: named }: CredentialFlags,
  { target, project, headers }: Requested,
  context: Pick<Context, 'environment' | 'progress' | 'toolVersion' | 'signal'>,
): Promise<IssuedToken | undefined> {
  const credentials = parseCredentials({ id, secret, bearer }, context.environment);
  if (credentials === undefined) return undefined;
  const { clientCredentialsToken } = await import('../actions/client-credentials.js');
  const { issuer: declared, resource } = project?.config.expect?.auth ?? {};
  const issuer = named ?? declared;
  const token = await clientCredentialsToken(
    {
      credentials,
      headers,
      ...(issuer !== undefined && { issuer }),
      ...(resource !== undefined && { resource }),
      ...(target.kind === 'http' && { endpoint: target.url }),
    },
    context,
  );
  return { token, secret: credentials.secret };
}

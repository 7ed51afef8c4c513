import {
  bearerAuthChallengeResponse,
  getOAuthProtectedResourceMetadataUrl,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
} from '@modelcontextprotocol/server';
import type { AuthInfo, OAuthTokenVerifier } from '@modelcontextprotocol/server';

import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { AuthSettings } from '../settings.ts';

/** Checks the bearer tokens of clients against the keys of an authorization server. */
export interface BearerAuth {
  /** The identity behind the header, or the answer that tells the client how to get a token. */
  authenticate(authorization: string | undefined): Promise<AuthInfo | Response>;
  /** The document that the challenge points to (RFC 9728). */
  readonly resourceMetadata: Readonly<Record<string, unknown>>;
  check(signal: AbortSignal): Promise<void>;
}

export async function createBearerAuth(
  settings: AuthSettings,
  { metrics, log }: { metrics: Metrics; log: Logger },
): Promise<BearerAuth> {
  const { jwksUrl, issuer, resource, requiredScopes } = settings;
  const options = {
    verifier: await createVerifier(settings, log),
    requiredScopes,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource),
  };
  return {
    async authenticate(authorization) {
      const startedAt = performance.now();
      const finished = (outcome: 'success' | 'error') =>
        metrics.authFinished('/mcp', outcome, (performance.now() - startedAt) / 1000);
      try {
        const identity = await verifyBearerToken(authorization, options);
        finished('success');
        return identity;
      } catch (error) {
        finished('error');
        return bearerAuthChallengeResponse(error, options);
      }
    },
    resourceMetadata: {
      resource: resource.href,
      authorization_servers: [issuer],
      scopes_supported: requiredScopes,
      bearer_methods_supported: ['header'],
    },
    async check(signal) {
      const response = await fetch(jwksUrl, { signal });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The authorization server's keys were answered with ${response.status}.`);
    },
  };
}

async function createVerifier({ jwksUrl, issuer, resource }: AuthSettings, log: Logger): Promise<OAuthTokenVerifier> {
  const { createRemoteJWKSet, errors, jwtVerify } = await import('jose');
  const keys = createRemoteJWKSet(jwksUrl);
  // Servers differ in whether they write the slash that a URL without path ends with.
  const audience = [resource.href, resource.href.replace(/\/$/, '')];
  return {
    async verifyAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, { issuer, audience });
        return {
          token,
          clientId:
            [payload['client_id'], payload['azp'], payload.sub].find((claim) => typeof claim === 'string') ?? 'unknown',
          scopes: scopesOf(payload['scope'] ?? payload['scp']),
          ...(payload.exp === undefined ? {} : { expiresAt: payload.exp }),
          resource,
          extra: { subject: payload.sub },
        };
      } catch (error) {
        log.debug('Token refused', { reason: String(error) });
        // Only what is wrong with the token may blame the token; unreachable keys are our trouble.
        const fault = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
        if (fault) log.error('The keys of the authorization server cannot be read', { error });
        throw fault
          ? new OAuthError(OAuthErrorCode.ServerError, 'Tokens cannot be checked at the moment.')
          : new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not valid for this server.');
      }
    },
  };
}

function scopesOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.split(' ').filter((scope) => scope !== '') : [];
}

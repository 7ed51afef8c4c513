import { verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import { findEndpoint } from '../targets/find-endpoint.js';
import { httpTarget } from '../targets/http.js';
import type { Target } from '../targets/target.js';
import type { OpenTargetInput } from './open-target.js';
import { serverSecrets } from './server-secrets.js';

/** A server at an address; nothing but the address itself is asked yet, and that only for its usual path. */
export async function openHttp(
  given: URL,
  { headers, shownHeaders = [] }: Pick<OpenTargetInput, 'headers' | 'shownHeaders'>,
  { signal }: Pick<Context, 'signal'>,
): Promise<Target> {
  const url =
    given.pathname === '/'
      ? new URL((await findEndpoint(given, { headers, signal })) ?? `/mcp${given.search}`, given)
      : given;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const settings = verifySettings({ name: url.host, found: { port, path: url.pathname } });
  const secretValues = await serverSecrets({ environment: {}, headers });
  return httpTarget({ url, settings, headers, shownHeaders, secretValues });
}

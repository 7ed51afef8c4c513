import type { RequestHeaders, ScenarioRun, Target } from '../targets/target.js';
import { isLoopback } from './loopback.js';

/**
 * Headers of every request to a run. On an engine elsewhere the port is published under a name that the server need not know: it
 * is asked under the name that its own host has for it. Otherwise these are the target's headers themselves.
 */
export const headersTo = (
  { url, owned }: Pick<ScenarioRun, 'url' | 'owned'>,
  { headers }: Pick<Target, 'headers'>,
): RequestHeaders =>
  owned && url !== undefined && !isLoopback(url.hostname) ? { ...headers, Host: `localhost:${url.port}` } : headers;

import { cleanText } from '../model/clean-text.js';
import { shownUrl } from '../model/shown-url.js';

/** An answer, as far as it sends its client elsewhere. */
interface Redirect {
  readonly status?: number | undefined;
  readonly location?: string | undefined;
}

/** Where an answer sends its client instead, fit to be shown: it is the word of a server. Undefined for all that is no redirect. */
export function redirectedTo({ status, location }: Redirect, from: URL): string | undefined {
  if (status === undefined || ![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  return URL.canParse(location, from.href) ? cleanText(shownUrl(new URL(location, from)), 200) : undefined;
}

/**
 * The same for who goes on there. Only to the same origin, since the headers carry credentials, and only where the request is to be
 * repeated as it was: clients make another one of it for every other status.
 */
export function ownRedirect({ status, location }: Redirect, from: URL): URL | undefined {
  if ((status !== 307 && status !== 308) || location === undefined) return undefined;
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  return target?.origin === from.origin ? target : undefined;
}

/** Parameters of a `Bearer` challenge in `WWW-Authenticate`, names in lower case; undefined when there is no such challenge. */
export function bearerChallenge(header: string | undefined): ReadonlyMap<string, string> | undefined {
  const at = header === undefined ? -1 : header.search(/(?:^|,\s*)bearer(?:\s|,|$)/iu);
  if (header === undefined || at === -1) return undefined;
  const parameters = new Map<string, string>();
  const rest = header.slice(at).replace(/^(?:,\s*)?bearer\s*/iu, '');
  for (const { 1: name = '', 2: quoted, 3: plain = '' } of rest.matchAll(PARAMETER)) {
    // The first one counts: another challenge may follow.
    if (!parameters.has(name.toLowerCase()))
      parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/gu, '$1') ?? plain);
  }
  return parameters;
}

const PARAMETER = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gu;

/** The address at which a challenge says that the metadata of RFC 9728 is. */
export function resourceMetadataOf(header: string | undefined): URL | undefined {
  const named = bearerChallenge(header)?.get('resource_metadata');
  const url = named !== undefined && URL.canParse(named) ? new URL(named) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

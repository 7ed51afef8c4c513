/**
 * The values; of `Bearer abc` also what stands behind the scheme, which is no secret; of HTTP Basic the password, and of cookies each
 * one, as servers that take them apart quote them.
 */
export const secretsOfHeaders = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers)
    .flatMap(([name, value]) => [
      value,
      value.replace(/^\S+\s+/u, ''),
      ...(/^basic\s/iu.test(value) ? [passwordIn(value.replace(/^\S+\s+/u, ''))] : []),
      ...(name.toLowerCase() === 'cookie'
        ? value.split(/;\s*/u).map((cookie) => cookie.slice(cookie.indexOf('=') + 1))
        : []),
    ])
    .filter((value) => value.length > 0);

function passwordIn(basic: string): string {
  const credentials = Buffer.from(basic, 'base64').toString('utf8');
  return credentials.slice(credentials.indexOf(':') + 1);
}

/** The token in the headers of a request; undefined when they have none. */
export function bearerToken(headers: Readonly<Record<string, string>>): string | undefined {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^bearer\s+(?<token>\S+)$/iu.exec(given ?? '')?.groups?.['token'];
}

/** `Bearer abc`: the scheme is no secret, and alone the token must not show either. */
export const secretsOfHeaders = (headers: Readonly<Record<string, string>>): string[] =>
  Object.values(headers)
    .flatMap((value) => [value, value.replace(/^\S+\s+/u, '')])
    .filter((value) => value.length > 0);

/**
 * A line of a server's log without the token that was put into the query to see whether it is taken there. Servers write the
 * address of every request into their logs, as they may: clients put no tokens there, and this one did. The same token anywhere
 * else in the line is still there, and so is any other after `access_token`.
 */
export function withoutOwnQuestion(line: string, token: string | undefined): string {
  if (token === undefined) return line;
  // As an address has it, as a field of an object, and as one in a text of JSON.
  const between = ['=', '":"', '": "', String.raw`\":\"`, "': '", ": '"];
  return asWritten(token).reduce(
    (rest, written) =>
      between.reduce((text, mark) => text.replaceAll(`access_token${mark}${written}`, 'access_token'), rest),
    line,
  );
}

/** A value as it stands in a query, and as it was before. */
export const asWritten = (token: string): string[] => [
  ...new Set([token, encodeURIComponent(token), new URLSearchParams({ x: token }).toString().slice(2)]),
];

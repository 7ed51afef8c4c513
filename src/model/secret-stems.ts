/** Ranges of a class that are worth writing out. */
const MAX_CLASS = 10;
const MAX_STEMS = 64;

/**
 * Literals of three characters or more, one of which stands in everything that an anchor matches: its beginning, with small
 * classes and groups written out. Empty when it does not begin with any.
 */
export function stemsOf(anchor: string): string[] {
  let stems = [''];
  let rest = anchor;
  while (rest !== '') {
    const group = /^\(\?:(?<words>[\w|.-]+)\)(?![?*+{])/u.exec(rest);
    const literal = /^(?:\\(?<escaped>[./])|(?<plain>[\w&/:=~%-]))(?![?*+{])/u.exec(rest);
    const set = /^\[(?<set>[^\]^]+)\](?![?*+{])/u.exec(rest);
    const next =
      group?.groups?.['words']?.split('|') ??
      (literal === null ? undefined : [literal.groups?.['escaped'] ?? literal.groups?.['plain'] ?? '']) ??
      charactersOf(set?.groups?.['set']);
    if (next === undefined || stems.length * next.length > MAX_STEMS) break;
    stems = stems.flatMap((stem) => next.map((word) => stem + word));
    rest = rest.slice((group ?? literal ?? set)?.[0].length ?? rest.length);
  }
  return stems.every((stem) => stem.length >= 3) ? stems : [];
}

function charactersOf(set: string | undefined): string[] | undefined {
  if (set === undefined) return undefined;
  const written = set.replaceAll(/(.)-(.)/gu, (_, from: string, to: string) => {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    return String.fromCharCode(...Array.from({ length: Math.max(0, last - first + 1) }, (__, index) => first + index));
  });
  return written.length <= MAX_CLASS ? written.split('') : undefined;
}

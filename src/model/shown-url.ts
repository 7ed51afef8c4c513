/**
 * An address without the values of its query, which often hold a key: `https://host/mcp?api_key=…`. Still an address, so that it
 * can be taken apart; the fragment, which is never sent, is left out.
 */
export function shownUrl({ origin, pathname, search }: URL): string {
  const query = partsOf(search).map((part) => (part.includes('=') ? `${part.slice(0, part.indexOf('='))}=…` : '…'));
  return `${origin}${pathname}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** What {@link shownUrl} leaves out, as it is written and as it is meant. */
export function secretsOfUrl({ search, hash }: URL): string[] {
  const values = [...partsOf(search).map((part) => part.slice(part.indexOf('=') + 1)), hash.slice(1)];
  return [...new Set(values.flatMap((value) => [value, decoded(value)]))].filter((value) => value !== '');
}

const partsOf = (search: string) =>
  search
    .slice(1)
    .split('&')
    .filter((part) => part !== '');

/** As servers read it: a plus is a space, a percent sign that begins no byte is one. */
const decoded = (value: string) => new URLSearchParams(`x=${value}`).get('x') ?? value;

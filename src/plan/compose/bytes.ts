/** A size as Compose writes it: `512M`, `1.5gb`, `64mib`, `1024`; every unit is a power of 1024. Undefined for what is none. */
export function bytesOf(text: string): number | undefined {
  const match = /^(?<number>\d+(?:\.\d+)?) ?(?<unit>[bkmgtp])?(?:i?b)?$/iu.exec(text.trim())?.groups;
  if (match === undefined) return undefined;
  const power = ' kmgtp'.indexOf((match['unit'] ?? ' ').toLowerCase().replace('b', ' '));
  return Math.round(Number(match['number']) * 1024 ** power);
}

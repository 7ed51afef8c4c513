/** Longest name that still fits a DNS label together with a suffix of compose. */
const LONGEST = 50;

/** Why a name cannot be used, or undefined. It names the image, the compose project, the npm package and the network. */
export function faultOfName(name: string): string | undefined {
  if (name === '') return 'it is empty.';
  if (name.length > LONGEST) return `it has ${name.length} characters, and ${LONGEST} is the most.`;
  if (!/^[a-z]/u.test(name)) return 'it has to start with a lower-case letter.';
  const wrong = /[^a-z0-9-]/u.exec(name)?.[0];
  if (wrong !== undefined) return `"${wrong}" is not allowed.`;
  if (name.endsWith('-') || name.includes('--')) return 'hyphens go between letters and digits, one at a time.';
  return undefined;
}

/** A usable name made of what a folder is called; `todo` when nothing is left of it. */
export function nameFrom(folder: string): string {
  const slug = folder
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^[^a-z]+/u, '')
    .slice(0, LONGEST)
    .replace(/-+$/u, '');
  return faultOfName(slug) === undefined ? slug : 'todo';
}

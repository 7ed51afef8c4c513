import type { Waiver } from '../../model/facts/accepted.js';
import type { Finding } from '../../model/finding.js';

/** Whether a waiver of the check means this finding. */
export function covers(waiver: Waiver, finding: Finding): boolean {
  return inPlace(waiver, finding) && hasPath(waiver, finding) && hasText(waiver, finding);
}

/** Whether it is meant for an image of that platform; `undefined` is an image that was not looked at. */
export const isForPlatform = ({ platform }: Waiver, actual: string | undefined): boolean =>
  platform === undefined || actual === platform || actual?.startsWith(`${platform}/`) === true;

function inPlace({ covers: place }: Waiver, { location }: Finding): boolean {
  if (place === undefined) return true;
  const line = location?.line;
  if (location?.uri !== place.dockerfile) return place.image && line === undefined;
  return place.lines === undefined || line === undefined || (line >= place.lines.from && line <= place.lines.to);
}

function hasPath({ path }: Waiver, { location }: Finding): boolean {
  return path === undefined || (location !== undefined && pathPattern(path).test(location.uri));
}

function hasText({ matches }: Waiver, { message, evidence = [] }: Finding): boolean {
  return matches === undefined || [message, ...evidence].some((text) => containsPattern(text, matches));
}

/** `*` stays within a folder, `**` does not; a pattern that names a folder means what is in it. */
function pathPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/^\.\//u, '')
    .replace(/\/+$/u, '')
    .slice(0, 500)
    .replace(/[.+^${}()|[\]\\?]/gu, String.raw`\$&`)
    .replaceAll(/\*{2,}\/?|\*/gu, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}(?:/.*)?$`, 'u');
}

/** Whether the pieces between the stars come in this order. Linear, whatever the text is. */
function containsPattern(text: string, pattern: string): boolean {
  let from = 0;
  for (const piece of pattern.split('*')) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

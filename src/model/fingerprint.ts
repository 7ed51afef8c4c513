import type { Finding } from './finding.js';

/** Of a message, as much as tells findings apart. */
const LONGEST = 2_000;

/**
 * What varies from run to run and from machine to machine, and what stands in its place. A number that stands alone is measured,
 * counted, or a line; one inside of a word, a path or a quoted name belongs to it.
 */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b/gu, '<time>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/giu, '<id>'],
  [/\b(?:sha\d+:)?[0-9a-f]{12,}\b/giu, '<id>'],
  [/\bmcp-dock-[0-9a-z]{6,}\b/gu, '<id>'],
  [/(\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0)|\[::1?\]):\d+/gu, '$1:<n>'],
  [/(?<=\bDockerfile|\.[a-z]{1,8}):\d+(?::\d+)?\b/gu, ':<n>'],
  [/(?<![\w."'`/@:=-])\d+(?:[.,]\d+)*(?:\s?(?:ms|s|min|h|d|B|kB|MB|GB|TB|KiB|MiB|GiB|%))?(?![\w"'`/-]|\.\d)/gu, '<n>'],
  // `3 min 20 s` is one time.
  [/<n>(?: <n>)+/gu, '<n>'],
];

/** Words for the image that is looked at: its tag is not the finding's. */
const IMAGE = '<image>';

/**
 * The same for the same finding in every run and on every machine: a hash of the check's id, the place without its line, and the
 * message without what varies. `references` are the names of the image that was looked at.
 */
export function fingerprintOf(id: string, finding: Finding, references: readonly string[] = []): string {
  const plain = (text: string) => settled(text.slice(0, LONGEST), references);
  return hash64([id, plain(finding.location?.uri ?? ''), plain(finding.message)].join('\0'));
}

/** The findings of one check, each with its fingerprint; of several that are alike, the further ones are told by their number. */
export function withFingerprints(
  id: string,
  findings: readonly Finding[],
  references: readonly string[] = [],
): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const base = fingerprintOf(id, finding, references);
    const before = seen.get(base) ?? 0;
    seen.set(base, before + 1);
    return { ...finding, fingerprint: before === 0 ? base : `${base}-${before + 1}` };
  });
}

function settled(text: string, references: readonly string[]): string {
  const named = references
    .filter((reference) => reference !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, reference) => rest.replaceAll(reference, IMAGE), text);
  const fixed = VARYING.reduce((rest, [pattern, word]) => rest.replace(pattern, word), named);
  return fixed.replaceAll(/\s+/gu, ' ').trim();
}

/** FNV-1a, 64 bits, as 16 hex digits: told apart, not kept secret. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

import { McpDockError } from '../errors/mcp-dock-error.js';

// https://github.com/distribution/reference/blob/main/regexp.go, without digests: a build cannot choose one.
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]+)?';
const REFERENCE = new RegExp(
  `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$`,
  'u',
);

/** Throws IMAGE_REFERENCE_INVALID with the reason. */
export function requireTag(reference: string): string {
  if (REFERENCE.test(reference)) return withTag(reference);
  const reason = reference.includes('@')
    ? 'a digest is what a build gives, not what it takes; write name:tag.'
    : /^[^:]*[A-Z]/u.test(reference)
      ? 'the name has upper-case letters.'
      : 'it is not name:tag.';
  throw new McpDockError('IMAGE_REFERENCE_INVALID', { reference, reason });
}

/** `latest` is what the engine adds; said here, so that reports and look-ups use one name. */
const withTag = (reference: string) => (tagOf(reference) === undefined ? `${reference}:latest` : reference);

/** The part behind the last colon that is not a port. */
export function tagOf(reference: string): string | undefined {
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? reference.slice(colon + 1) : undefined;
}

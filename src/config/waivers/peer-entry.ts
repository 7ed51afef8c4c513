import type { Severity } from '../../model/finding.js';

/** What a file of another tool leaves out, or counts as less, one id each. */
export interface PeerEntry {
  readonly id: string;
  /** As the user wrote it. */
  readonly file: string;
  readonly line: number;
  /** Its comment or statement. */
  readonly reason?: string;
  readonly expires?: string;
  readonly paths?: readonly string[];
  /** It is not left out, but counts as this. */
  readonly severity?: Severity;
}

/** What of such a file cannot be taken over. */
export interface PeerRemainder {
  readonly what: string;
  readonly file: string;
  readonly line: number;
  /** The end of a sentence, without its stop. */
  readonly because: string;
}

export interface PeerFile {
  readonly entries: readonly PeerEntry[];
  readonly remainders: readonly PeerRemainder[];
}

/** What a list has in place of an id, and a key in place of a list. */
export const NO_ID = 'it has no id';
export const NO_LIST = 'it is no list';

/** Comments of several lines, as one. */
export const asReason = (lines: readonly (string | null | undefined)[]): { readonly reason?: string } => {
  const reason = lines
    .flatMap((line) => (line ?? '').split('\n'))
    .map((line) => line.replace(/^[\s#]+/u, '').trim())
    .filter((line) => line !== '')
    .join(' ')
    .slice(0, 500);
  return reason === '' ? {} : { reason };
};

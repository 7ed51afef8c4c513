import type { ContainerExit } from '../facts/run.js';

/** What was found out about a server that does not answer: an exit, or what one that still runs has said. */
export interface Evidence extends Pick<
  ContainerExit,
  'exitCode' | 'oomKilled' | 'program' | 'killed' | 'overStdio' | 'process'
> {
  /** The engine's words, else empty. */
  readonly error: string;
  readonly lastLines: readonly string[];
  /** All of it as one text. */
  readonly said: string;
  /** The line that says most; undefined when nothing was said. */
  readonly last?: string | undefined;
}

/** Why a server does not run. Ids are never renamed: reports carry them. */
export interface Cause {
  readonly id: string;
  /** As the end of a sentence that begins with `the server does not start because`. */
  readonly title: string;
  readonly remedy: string;
  /** The words for this one, as the end of a sentence; undefined when it is not this. Its own words are its last line. */
  readonly find: (evidence: Evidence) => string | undefined;
}

/** The line in brackets behind our own words. */
export const quoted = ({ last }: Evidence): string => (last === undefined ? '' : ` (${last})`);

/** A cause that shows in what was written; its words are the line that says so, else the one that says most. */
export const byText =
  (...patterns: readonly RegExp[]): Cause['find'] =>
  ({ said, lastLines, last }) =>
    patterns.some((pattern) => pattern.test(said))
      ? last !== undefined && patterns.some((pattern) => pattern.test(last))
        ? last
        : (lastLines.findLast((line) => patterns.some((pattern) => pattern.test(line)))?.trim() ?? last)
      : undefined;

const LINES = 20;
const SHORT_LOG = 200;
const FIRST = 6;

/** How many lines of a log have to be read for {@link excerptOf}. */
export const EXCERPT_OF = SHORT_LOG + 1;

/**
 * What is kept of a log: its end. Of one that is short the beginning counts too: an error, and then a page that says how the
 * program is used.
 */
export const excerptOf = <Line>(lines: readonly Line[]): readonly Line[] =>
  lines.length <= LINES || lines.length > SHORT_LOG
    ? lines.slice(-LINES)
    : [...lines.slice(0, FIRST), ...lines.slice(FIRST - LINES)];

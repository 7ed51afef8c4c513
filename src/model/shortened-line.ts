/** Of a line for a sentence. More is a line of a bundle that Node prints before the error, and says nothing. */
const LONGEST = 160;
/** Of one that begins with what tells something: its way out stands at its end. */
const LONGEST_TELLING = 500;
const BEFORE = 40;
const TELLING =
  /\b(?:\w*(?:Error|Exception)\b(?=[:( ])|error:|fatal|panic|required|missing|invalid|cannot|could not|not (?:set|found|defined))/iu;

/** A long line of a log, cut to the part that says most. JSON stays as it is: its parts are read one by one. */
export function shortenedLine(line: string, { forSentence = false } = {}): string {
  const telling = TELLING.exec(line)?.index;
  const longest = !forSentence && telling !== undefined && telling <= BEFORE ? LONGEST_TELLING : LONGEST;
  if (line.length <= longest || line.trimStart().startsWith('{')) return line;
  const at = Math.max(0, (telling ?? 0) - BEFORE);
  const start = at + longest > line.length ? line.length - longest : at;
  const end = start + longest;
  return `${start > 0 ? '… ' : ''}${line.slice(start, end).trim()}${end < line.length ? ' …' : ''}`;
}

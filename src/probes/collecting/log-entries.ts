import { cleanText } from '../../model/clean-text.js';
import type { ServerLogs } from '../../model/facts/run.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { isObject } from '../../model/mcp-protocol.js';

const KEPT = 60;
const TEXT = 300;
const FIELDS = 20;
const VALUE = 200;
/** JSON of that length is data, not an entry of a log. */
const LONGEST = 64 * 1024;

/** The lines of a log as a reader of JSON sees them. `masked` takes secrets out of what is kept. */
export function logEntries(
  lines: readonly string[],
  masked: (text: string) => string,
): Pick<ServerLogs, 'entries' | 'jsonLines' | 'otherLines'> {
  const said = lines.flatMap((text, index) => (text.trim() === '' ? [] : [{ line: index + 1, text }]));
  const read = said.map(({ line, text }) => {
    const value = text.length <= LONGEST && text.trimStart().startsWith('{') ? jsonOrUndefined(text) : undefined;
    return { line, text, fields: isObject(value) ? value : undefined };
  });
  const json = read.filter(({ fields }) => fields !== undefined);
  // Of a long log, the lines that are unlike the others are worth more than those behind the first ones.
  const others = read.slice(KEPT).filter(({ fields }) => fields === undefined);
  return {
    entries: [...read.slice(0, KEPT), ...others.slice(0, FIELDS)].map(({ line, text, fields }) => ({
      line,
      text: cleanText(masked(text), TEXT),
      ...(fields === undefined ? {} : { fields: shortFields(fields, masked) }),
    })),
    jsonLines: json.length,
    otherLines: read.length - json.length,
  };
}

const shortFields = (fields: Readonly<Record<string, unknown>>, masked: (text: string) => string) =>
  Object.fromEntries(
    Object.entries(fields)
      .slice(0, FIELDS)
      .map(([name, value]) => [
        cleanText(masked(name), 60),
        cleanText(masked(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')), VALUE),
      ]),
  );

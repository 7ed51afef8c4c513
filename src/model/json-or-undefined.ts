import { parseJson } from './parse-json.js';

/** A text as JSON; undefined when it is none that can be read, for a schema behind it to say what is missing. */
export function jsonOrUndefined(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

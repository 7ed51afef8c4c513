import { jsonOrUndefined } from '../../model/json-or-undefined.js';

/** `["a", "b"]`; undefined for text that builders give to a shell, which text that is almost JSON is as well. */
export function jsonForm(args: string): string[] | undefined {
  const text = args.trim();
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  const value = jsonOrUndefined(text);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

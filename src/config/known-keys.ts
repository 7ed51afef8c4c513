import { z } from 'zod';
import { wordsNear } from '../model/words-near.js';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** What is allowed in place of a key that a schema does not know, as the end of a sentence without its stop. */
export function insteadOf(key: string, path: readonly (string | number)[], schema: z.ZodType): string {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const known = keysAt(root, path);
  const [near] = wordsNear(key.slice(0, 100), known);
  if (near !== undefined) return `; did you mean ${near}?`;
  return known.length === 0 ? '' : `; known are ${known.join(', ')}`;
}

function keysAt(schema: JsonSchema, [key, ...rest]: readonly (string | number)[]): string[] {
  if (schema.anyOf !== undefined)
    return [...new Set(schema.anyOf.flatMap((one) => keysAt(one, key === undefined ? [] : [key, ...rest])))];
  if (key === undefined) return Object.keys(schema.properties ?? {});
  const each = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const next = typeof key === 'number' ? schema.items : (schema.properties?.[key] ?? each);
  return next === undefined ? [] : keysAt(next, rest);
}

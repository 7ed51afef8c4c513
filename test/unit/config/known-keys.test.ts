import { expect, it } from 'vitest';
import { z } from 'zod';
import { insteadOf } from '../../../src/config/known-keys.js';
import { configSchema } from '../../../src/config/schema.js';
import { baselineFileSchema } from '../../../src/model/baseline.js';

it.each([
  { path: [], key: 'imgae', words: '; did you mean image?' },
  { path: ['server', 'transports', 'http'], key: 'prot', words: '; did you mean port?' },
  { path: ['waivers', 0], key: 'expire', words: '; did you mean expires?' },
  { path: ['images', 'backend'], key: 'bild', words: '; did you mean build?' },
  { path: ['images', 'backend', 'build'], key: 'dockerFile', words: '; did you mean dockerfile?' },
  { path: ['expect', 'calls', 3, 'expect'], key: 'equal', words: '; did you mean equals?' },
  { path: ['client'], key: 'colour', words: '; known are network, hosts, env' },
  { path: ['nowhere', 'below'], key: 'x', words: '' },
])('instead of $key below $path there is "$words"', ({ path, key, words }) => {
  expect(insteadOf(key, path, configSchema)).toBe(words);
});

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

function undescribed(schema: JsonSchema, path: string): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    ...(inner.description === undefined && key !== '$schema' ? [`${path}.${key}`] : []),
    ...undescribed(inner, `${path}.${key}`),
  ]);
  const each = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  const inside = [...each, ...(schema.items === undefined ? [] : [schema.items]), ...(schema.anyOf ?? [])];
  return [...below, ...inside.flatMap((inner) => undescribed(inner, `${path}[]`))];
}

it.each([
  ['mcp-dock.yaml', configSchema],
  ['the baseline', baselineFileSchema],
])('every key of %s says what it means', (_, schema) => {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  expect(undescribed(json, '')).toEqual([]);
});

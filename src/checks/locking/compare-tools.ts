import type { Contract } from '../../model/facts/contract.js';
import type { JsonObject } from '../../model/mcp-protocol.js';
import { compareSchemas } from './compare-schemas.js';
import { became, change, reworded, type ContractChange, type Impact, type Keys } from './contract-change.js';
import { jsonPath } from './json-path.js';
import { stable, type SchemaChange, type SchemaDifference } from './schema-difference.js';

type Tool = Contract['tools'][string];

export function toolChanges(before: Tool, after: Tool, name: string, path: Keys): ContractChange[] {
  return [
    ...schemaChanges(before.inputSchema, after.inputSchema, { name, key: 'inputSchema', path }),
    ...outputChanges(before, after, name, path),
    ...hintChanges(before.annotations ?? {}, after.annotations ?? {}, name, [...path, 'annotations']),
    ...reworded(before, after, ['title', 'description'], name, path),
  ];
}

function outputChanges(before: Tool, after: Tool, name: string, path: Keys): ContractChange[] {
  const [one, other] = [before.outputSchema, after.outputSchema];
  const at = [...path, 'outputSchema'];
  if (one === undefined && other === undefined) return [];
  const what = `the outputSchema of ${name}`;
  if (one === undefined) return [change('compatible', at, what, 'is new', undefined, other)];
  if (other === undefined) return [change('breaking', at, what, 'is gone', one, undefined)];
  return schemaChanges(one, other, { name, key: 'outputSchema', path });
}

/** Clients let a tool run unasked, or ask first, by what it says of itself. */
function hintChanges(before: JsonObject, after: JsonObject, name: string, path: Keys): ContractChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .toSorted()
    .filter((key) => stable(before[key]) !== stable(after[key]))
    .map((key) =>
      change(
        key.endsWith('Hint') ? 'compatible' : 'cosmetic',
        [...path, key],
        `the annotation ${key} of ${name}`,
        became(before[key], after[key]),
        before[key],
        after[key],
      ),
    );
}

const WORDS: Readonly<Record<SchemaChange, string>> = {
  narrowed: 'lets less through',
  widened: 'lets more through',
  changed: 'lets something else through',
  added: 'is new',
  removed: 'is gone',
  required: 'is required now',
  demanded: 'is new and required',
  optional: 'is not required any more',
  sealed: 'refuses properties that it does not list',
  opened: 'takes properties that it does not list',
  enlarged: 'has more values',
  defaulted: 'is another one',
  reworded: 'is another one',
};

/** What a client sends must still be taken. */
const OF_INPUT: Readonly<Record<SchemaChange, Impact>> = {
  narrowed: 'breaking',
  widened: 'compatible',
  changed: 'breaking',
  added: 'compatible',
  removed: 'breaking',
  required: 'breaking',
  demanded: 'breaking',
  optional: 'compatible',
  sealed: 'compatible',
  opened: 'compatible',
  enlarged: 'compatible',
  defaulted: 'compatible',
  reworded: 'cosmetic',
};
/** What a server answers must still be what a client reads: the other way round, but for lists of values, which clients expect to grow. */
const OF_OUTPUT: Readonly<Record<SchemaChange, Impact>> = {
  ...OF_INPUT,
  narrowed: 'compatible',
  widened: 'breaking',
  required: 'compatible',
  demanded: 'compatible',
  optional: 'breaking',
  defaulted: 'cosmetic',
};

interface SchemaPlace {
  readonly name: string;
  readonly key: 'inputSchema' | 'outputSchema';
  readonly path: Keys;
}

function schemaChanges(before: unknown, after: unknown, { name, key, path }: SchemaPlace): ContractChange[] {
  const impacts = key === 'inputSchema' ? OF_INPUT : OF_OUTPUT;
  return compareSchemas(before, after).map((difference) =>
    change(
      impacts[difference.change],
      [...path, key, ...difference.path],
      placeIn(aboutOf(difference), name, key),
      WORDS[difference.change],
      difference.before,
      difference.after,
    ),
  );
}

/** Where the words look for it: people know a property by its name, not by its place in a list. */
const aboutOf = ({ path, property }: SchemaDifference): Keys =>
  property === undefined ? path : [...path.slice(0, -1), 'properties', property];

/** `the argument "title" of "create_task"`, `maxLength of the argument "title" of "create_task"`. */
function placeIn(path: Keys, name: string, key: SchemaPlace['key']): string {
  const [first, property, ...rest] = path;
  const noun = key === 'inputSchema' ? 'argument' : 'property';
  const whole = key === 'inputSchema' ? name : `the outputSchema of ${name}`;
  if (first === 'properties' && property !== undefined) {
    const owner = `the ${noun} ${JSON.stringify(String(property))} of ${key === 'inputSchema' ? name : `results of ${name}`}`;
    return rest.length === 0 ? owner : `${jsonPath(rest).slice(2)} of ${owner}`;
  }
  return path.length === 0
    ? `the ${key} of ${name}`
    : `${jsonPath(path).slice(2)} of ${key === 'inputSchema' ? `the inputSchema of ${name}` : whole}`;
}

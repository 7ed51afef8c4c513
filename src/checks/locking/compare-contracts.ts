import type { Contract } from '../../model/facts/contract.js';
import type { JsonObject } from '../../model/mcp-protocol.js';
import { transportName } from '../mcp-sessions.js';
import { compareSchemas } from './compare-schemas.js';
import { jsonPath } from './json-path.js';
import { stable, type SchemaChange } from './schema-difference.js';

/** `breaking`: calls that worked fail, or answers are not what they were. `cosmetic`: only people see it. */
export type Impact = 'breaking' | 'compatible' | 'cosmetic';

export interface ContractChange {
  readonly impact: Impact;
  readonly path: string;
  /** Where it is, for a sentence: `the argument "title" of "create_task"`. */
  readonly what: string;
  /** What happened to it: `is gone`, `is required now`. */
  readonly became: string;
  /** `undefined` where there was nothing, or is nothing any more. */
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Everything in which the newer contract differs. Only what both could see is compared: a transport, a list or an image that one of
 * them does not have was not asked. `transports` are those that the project declares by now.
 */
export function compareContracts(
  before: Contract,
  after: Contract,
  transports: readonly Transport[] | undefined,
): ContractChange[] {
  return [
    ...lostTransports(before, transports),
    ...protocolChanges(before, after),
    ...changesOf(before.tools, after.tools, { key: 'tools', one: 'tool' }, toolChanges),
    ...(before.resources === undefined || after.resources === undefined
      ? []
      : changesOf(before.resources, after.resources, { key: 'resources', one: 'resource' }, resourceChanges)),
    ...(before.resourceTemplates === undefined || after.resourceTemplates === undefined
      ? []
      : changesOf(
          before.resourceTemplates,
          after.resourceTemplates,
          { key: 'resourceTemplates', one: 'resource template' },
          resourceChanges,
        )),
    ...(before.prompts === undefined || after.prompts === undefined
      ? []
      : changesOf(before.prompts, after.prompts, { key: 'prompts', one: 'prompt' }, promptChanges)),
    ...originChanges(before, after),
  ];
}

type Keys = readonly (string | number)[];
type Compare<Item> = (before: Item, after: Item, name: string, path: Keys) => ContractChange[];

const change = (impact: Impact, path: Keys, what: string, became: string, before: unknown, after: unknown) => ({
  impact,
  path: jsonPath(path),
  what,
  became,
  before,
  after,
});

function changesOf<Item>(
  before: Readonly<Record<string, Item>>,
  after: Readonly<Record<string, Item>>,
  { key, one }: { readonly key: string; readonly one: string },
  compare: Compare<Item>,
): ContractChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const path = [key, name];
    const had = Object.hasOwn(before, name) ? before[name] : undefined;
    const has = Object.hasOwn(after, name) ? after[name] : undefined;
    const what = `the ${one} ${JSON.stringify(name)}`;
    if (had === undefined) return [change('compatible', path, what, 'is new', undefined, has)];
    if (has === undefined) return [change('breaking', path, what, 'is gone', had, undefined)];
    return compare(had, has, JSON.stringify(name), path);
  });
}

/** Words for people, by key. */
function reworded(
  before: JsonObject,
  after: JsonObject,
  keys: readonly string[],
  of: string,
  path: Keys,
): ContractChange[] {
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) =>
      change(
        'cosmetic',
        [...path, key],
        `the ${key} of ${of}`,
        became(before[key], after[key]),
        before[key],
        after[key],
      ),
    );
}

const became = (before: unknown, after: unknown): string =>
  before === undefined ? 'is new' : after === undefined ? 'is gone' : 'is another one';

type Tool = Contract['tools'][string];

function toolChanges(before: Tool, after: Tool, name: string, path: Keys): ContractChange[] {
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
      placeIn(difference.path, name, key),
      WORDS[difference.change],
      difference.before,
      difference.after,
    ),
  );
}

/** `the argument "title" of "create_task"`, `maxLength of the argument "title" of "create_task"`. */
function placeIn(path: Keys, name: string, key: SchemaPlace['key']): string {
  const [first, property, ...rest] = path;
  const noun = key === 'inputSchema' ? 'argument' : 'property';
  const whole = key === 'inputSchema' ? name : `the outputSchema of ${name}`;
  if ((first === 'properties' || first === 'required') && property !== undefined) {
    const owner = `the ${noun} ${JSON.stringify(String(property))} of ${key === 'inputSchema' ? name : `results of ${name}`}`;
    return rest.length === 0 ? owner : `${jsonPath(rest).slice(2)} of ${owner}`;
  }
  return path.length === 0
    ? `the ${key} of ${name}`
    : `${jsonPath(path).slice(2)} of ${key === 'inputSchema' ? `the inputSchema of ${name}` : whole}`;
}

type Resource = NonNullable<Contract['resources']>[string];

function resourceChanges(before: Resource, after: Resource, name: string, path: Keys): ContractChange[] {
  const mime =
    before.mimeType === after.mimeType
      ? []
      : [
          change(
            'compatible',
            [...path, 'mimeType'],
            `the mimeType of ${name}`,
            became(before.mimeType, after.mimeType),
            before.mimeType,
            after.mimeType,
          ),
        ];
  return [...mime, ...reworded(before, after, ['name', 'title', 'description'], name, path)];
}

type Prompt = NonNullable<Contract['prompts']>[string];

function promptChanges(before: Prompt, after: Prompt, name: string, path: Keys): ContractChange[] {
  const [one, other] = [before.arguments ?? {}, after.arguments ?? {}];
  const args = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return [
    ...args.flatMap((arg) => argumentChanges(one, other, { arg, name, path: [...path, 'arguments', arg] })),
    ...reworded(before, after, ['title', 'description'], name, path),
  ];
}

type PromptArguments = NonNullable<Prompt['arguments']>;

function argumentChanges(
  one: PromptArguments,
  other: PromptArguments,
  { arg, name, path }: { readonly arg: string; readonly name: string; readonly path: Keys },
): ContractChange[] {
  const had = Object.hasOwn(one, arg) ? one[arg] : undefined;
  const has = Object.hasOwn(other, arg) ? other[arg] : undefined;
  const what = `the argument ${JSON.stringify(arg)} of the prompt ${name}`;
  const [required, requiredNow] = [had?.required === true, has?.required === true];
  if (had === undefined)
    return requiredNow
      ? [change('breaking', path, what, 'is new and required', undefined, has)]
      : [change('compatible', path, what, 'is new', undefined, has)];
  if (has === undefined) return [change('breaking', path, what, 'is gone', had, undefined)];
  return [
    ...(required === requiredNow
      ? []
      : [
          change(
            requiredNow ? 'breaking' : 'compatible',
            [...path, 'required'],
            what,
            WORDS[requiredNow ? 'required' : 'optional'],
            required,
            requiredNow,
          ),
        ]),
    ...reworded(had, has, ['title', 'description'], `the argument ${JSON.stringify(arg)} of ${name}`, path),
  ];
}

type Transport = keyof Contract['protocol'];

function lostTransports({ protocol }: Contract, transports: readonly Transport[] | undefined): ContractChange[] {
  if (transports === undefined) return [];
  return (['http', 'stdio'] as const)
    .filter((name) => protocol[name] !== undefined && !transports.includes(name))
    .map((name) =>
      change(
        'breaking',
        ['protocol', name],
        `the transport ${transportName({ transport: name })}`,
        'is gone',
        protocol[name],
        undefined,
      ),
    );
}

function protocolChanges({ protocol: before }: Contract, { protocol: after }: Contract): ContractChange[] {
  return (['http', 'stdio'] as const).flatMap((transport) => {
    const [one, other] = [before[transport], after[transport]];
    if (one === undefined || other === undefined) return [];
    const path = ['protocol', transport];
    const over = `over ${transportName({ transport })}`;
    const gone = (key: string, what: string, was: unknown) =>
      change('breaking', [...path, key], `${what} ${over}`, 'is gone', was, undefined);
    const come = (key: string, what: string, is: unknown) =>
      change('compatible', [...path, key], `${what} ${over}`, 'is new', undefined, is);
    const hello = 'the handshake of earlier revisions';
    const modern = new Set(one.modern);
    const modernNow = new Set(other.modern);
    return [
      ...(one.handshake === other.handshake
        ? []
        : one.handshake === undefined
          ? [come('handshake', hello, other.handshake)]
          : other.handshake === undefined
            ? [gone('handshake', hello, one.handshake)]
            : // Both sides settle on what they share: clients of either revision are still answered.
              [
                change(
                  'compatible',
                  [...path, 'handshake'],
                  `the revision that initialize settles on ${over}`,
                  'is another one',
                  one.handshake,
                  other.handshake,
                ),
              ]),
      ...[...modern].filter((name) => !modernNow.has(name)).map((name) => gone('modern', `revision ${name}`, name)),
      ...[...modernNow].filter((name) => !modern.has(name)).map((name) => come('modern', `revision ${name}`, name)),
    ];
  });
}

/** Where it comes from: nothing of it is anything that a client relies on. */
function originChanges(before: Contract, after: Contract): ContractChange[] {
  const pairs: readonly [string, unknown, unknown, string][] = [
    ['server', before.server, after.server, 'what the server calls itself'],
    ['sdks', before.sdks, after.sdks, 'the MCP library in the image'],
    ['image.id', before.image?.id, after.image?.id, 'the image'],
    ['image.base', before.image?.base, after.image?.base, 'the base image'],
  ];
  return pairs
    .filter(([, one, other]) => one !== undefined && other !== undefined && stable(one) !== stable(other))
    .map(([key, one, other, what]) => change('cosmetic', key.split('.'), what, 'is another one', one, other));
}

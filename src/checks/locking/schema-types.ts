import type { JsonObject } from '../../model/mcp-protocol.js';
import { stable, type SchemaChange } from './schema-difference.js';

/** Numbers that are no integers are a kind of their own here: `number` is both. */
const KINDS = ['null', 'boolean', 'string', 'integer', 'fraction', 'array', 'object'] as const;
type Kind = (typeof KINDS)[number];

/** The kinds of values that a schema lets through by `type`, `enum` and `const`. */
export function kindsOf({ type, ...schema }: JsonObject): ReadonlySet<Kind> {
  if (type === undefined) {
    const values = valuesOf(schema);
    return new Set(values === undefined ? KINDS : values.map(kindOf));
  }
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  return new Set(
    names.flatMap((name) =>
      name === 'number' ? (['integer', 'fraction'] as const) : KINDS.filter((kind) => kind === name),
    ),
  );
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value === 'boolean' || typeof value === 'string' ? (typeof value as Kind) : 'object';
}

/** The values that are listed one by one, where they are. */
export function valuesOf(schema: JsonObject): readonly unknown[] | undefined {
  if (Array.isArray(schema['enum'])) return schema['enum'] as readonly unknown[];
  return 'const' in schema ? [schema['const']] : undefined;
}

/** What became of one set of values; undefined when nothing did. */
export function changeOfSets<Item>(before: ReadonlySet<Item>, after: ReadonlySet<Item>): SchemaChange | undefined {
  const gone = [...before].some((item) => !after.has(item));
  const come = [...after].some((item) => !before.has(item));
  if (gone && come) return 'changed';
  return gone ? 'narrowed' : come ? 'widened' : undefined;
}

/** The same of listed values; a list where there was none takes something away. */
export function changeOfValues(
  before: readonly unknown[] | undefined,
  after: readonly unknown[] | undefined,
): SchemaChange | undefined {
  if (before === undefined) return after === undefined ? undefined : 'narrowed';
  if (after === undefined) return 'widened';
  const change = changeOfSets(new Set(before.map(stable)), new Set(after.map(stable)));
  return change === 'widened' ? 'enlarged' : change;
}

import { z } from 'zod';
import type { GeneratedFile } from './indexes.ts';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Every key of mcp-dock.yaml with its description, from the schema. */
export async function configPage(_root: string, note: string): Promise<GeneratedFile> {
  const { configSchema } = (await import(new URL('../../dist/config/schema.js', import.meta.url).href)) as {
    configSchema: z.ZodType;
  };
  const json = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const rows = keys(json, '').map(
    ({ path, schema, required }) =>
      `| \`${path}\` | ${kind(schema)} | ${required ? 'required' : byDefault(schema)} | ${schema.description ?? ''} |`,
  );
  return {
    path: 'docs/config.md',
    content: `${note}# mcp-dock.yaml\n\nThe schema is \`schemas/config.schema.json\`.\n\n| key | type | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`,
  };
}

function keys(schema: JsonSchema, prefix: string): { path: string; schema: JsonSchema; required: boolean }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const item = child.items?.properties === undefined ? child : child.items;
    const inner = item === child ? path : `${path}[]`;
    const required = schema.required?.includes(name) === true;
    return [{ path, schema: child, required }, ...keys(item, inner), ...named(child, `${path}.<name>`)];
  });
}

/** Of a map with names of the user's own: its keys alone, for what is below them stands elsewhere. */
function named({ additionalProperties: each }: JsonSchema, prefix: string): ReturnType<typeof keys> {
  if (typeof each !== 'object') return [];
  return keys(each, prefix).filter(({ path }) => !path.slice(prefix.length + 1).includes('.'));
}

const kind = (schema: JsonSchema): string =>
  schema.enum !== undefined
    ? schema.enum.map(String).join(' \\| ')
    : schema.anyOf !== undefined
      ? [...new Set(schema.anyOf.map(kind))].join(' \\| ')
      : (schema.type ?? 'any');

const byDefault = ({ default: value }: JsonSchema) => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);

import { z } from 'zod';
import type { Check } from '../../src/model/check.ts';
import type { GeneratedFile } from './indexes.ts';

const compiled = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);

/** JSON schemas (2020-12) from the zod schemas that the program itself uses. */
export async function schemaFiles(_root: string): Promise<GeneratedFile[]> {
  const [
    { checks },
    { configSchema },
    { reportSchema },
    { factsFileSchema },
    { buildReportSchema },
    { buildsReportSchema },
    { baselineFileSchema },
    { lockFileSchema },
  ] = await Promise.all([
    compiled('checks/index.js'),
    compiled('config/schema.js'),
    compiled('model/report.js'),
    compiled('model/facts.js'),
    compiled('model/build-report.js'),
    compiled('model/builds-report.js'),
    compiled('model/baseline.js'),
    compiled('model/facts/contract.js'),
  ]);
  return [
    withCheckIds(schema('config', 'mcp-dock.yaml', configSchema, 'input'), checks),
    schema('report', 'Report of mcp-dock verify and mcp-dock doctor', reportSchema, 'output'),
    schema('facts', 'Facts of --save-facts', factsFileSchema, 'output'),
    schema('build-report', 'Report of mcp-dock build', buildReportSchema, 'output'),
    schema('baseline', 'Known findings of mcp-dock verify and mcp-dock doctor', baselineFileSchema, 'input'),
    schema('lock', 'What mcp-dock verify --lock saw of a server', lockFileSchema, 'input'),
    schema('builds-report', 'Report of mcp-dock build of several images', buildsReportSchema, 'output'),
  ];
}

function schema(name: string, title: string, source: z.ZodType, io: 'input' | 'output'): GeneratedFile {
  const json = z.toJSONSchema(source, { io, unrepresentable: 'any' });
  return { path: `schemas/${name}.schema.json`, content: `${JSON.stringify({ title, ...json }, undefined, 2)}\n` };
}

/** Editors complete the ids of checks, and underline those that do not exist. */
function withCheckIds({ path, content }: GeneratedFile, checks: readonly Check[]): GeneratedFile {
  const ids = checks.map(({ id }): string => id).toSorted();
  const aliases = [...new Set(checks.flatMap((check) => check.aliases ?? []))].toSorted();
  const json = JSON.parse(content) as ConfigJson;
  const { checks: severities, waivers } = json.properties;
  severities.propertyNames = { enum: [...ids, ...aliases] };
  waivers.items.properties.id.enum = [...ids.filter((id) => id !== 'project/waivers-current'), ...aliases];
  return { path, content: `${JSON.stringify(json, undefined, 2)}\n` };
}

interface ConfigJson {
  readonly properties: {
    readonly checks: { propertyNames: object };
    readonly waivers: { readonly items: { readonly properties: { readonly id: { enum?: readonly string[] } } } };
  };
}

import { z } from 'zod';
import type { GeneratedFile } from './indexes.ts';

const compiled = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);

/** JSON schemas (2020-12) from the zod schemas that the program itself uses. */
export async function schemaFiles(_root: string): Promise<GeneratedFile[]> {
  const [{ configSchema }, { reportSchema }, { factsFileSchema }, { buildReportSchema }, { buildsReportSchema }] =
    await Promise.all([
      compiled('config/schema.js'),
      compiled('model/report.js'),
      compiled('model/facts.js'),
      compiled('model/build-report.js'),
      compiled('model/builds-report.js'),
    ]);
  return [
    schema('config', 'mcp-dock.yaml', configSchema, 'input'),
    schema('report', 'Report of mcp-dock verify and mcp-dock doctor', reportSchema, 'output'),
    schema('facts', 'Facts of --save-facts', factsFileSchema, 'output'),
    schema('build-report', 'Report of mcp-dock build', buildReportSchema, 'output'),
    schema('builds-report', 'Report of mcp-dock build of several images', buildsReportSchema, 'output'),
  ];
}

function schema(name: string, title: string, source: z.ZodType, io: 'input' | 'output'): GeneratedFile {
  const json = z.toJSONSchema(source, { io, unrepresentable: 'any' });
  return { path: `schemas/${name}.schema.json`, content: `${JSON.stringify({ title, ...json }, undefined, 2)}\n` };
}

import type { Finding } from '../../model/finding.js';
import type { McpTool } from '../../model/facts/mcp.js';
import { defineCheck } from '../define-check.js';
import { distinct, quoted } from '../mcp-sessions.js';
import { loadSchemaLibrary, schemaCompiler, type CompiledSchema } from './compile-schema.js';
import { listedTools } from './listed-tools.js';
import { shapeFindings } from './schema-shape.js';

export default defineCheck({
  id: 'tools/input-schema-valid',
  title: 'Input schemas are valid JSON Schema',
  why: 'Clients build the arguments of a call from the schema; with a broken one they drop the tool, or all tools of the server.',
  remedy:
    'Give every tool an inputSchema of type object that compiles under the dialect in its $schema (2020-12 when absent).',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: JSON Schema usage',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic#json-schema-usage',
    },
    {
      title: 'MCP 2026-07-28: Tool',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  prepare: loadSchemaLibrary,
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    if (!('tools' in listed)) return listed;
    const compile = schemaCompiler();
    const broken = new Set<string>();
    const findings = listed.tools.flatMap((tool) => {
      const found = findingFor(tool, compile);
      if (found.length > 0) broken.add(tool.name);
      return found.map((finding) => ({ ...finding, ...listed.shownBy(tool) }));
    });
    return distinct([...findings, ...shapeFindings(mcpSessions, 'inputSchema', broken)]);
  },
});

function findingFor({ name, inputSchema }: McpTool, compile: (schema: unknown) => CompiledSchema): Finding[] {
  if (inputSchema === undefined) return [{ message: `Tool ${quoted(name)} has no inputSchema.` }];
  const compiled = compile(inputSchema);
  if (!compiled.ok) {
    return [
      {
        message: `The inputSchema of ${quoted(name)} ${compiled.problem}.`,
        ...(compiled.kind === 'invalid' ? {} : { severity: 'warning' as const }),
      },
    ];
  }
  const type = (inputSchema as Readonly<Record<string, unknown>>)['type'];
  if (type === 'object') return [];
  const found = type === undefined ? 'has no type' : `has the type ${JSON.stringify(type).slice(0, 60)}`;
  return [{ message: `The inputSchema of ${quoted(name)} ${found} at its root instead of "object".` }];
}

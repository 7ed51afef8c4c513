import type { CallOutcome, McpTool } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { distinct, quoted } from '../mcp-sessions.js';
import { loadSchemaLibrary, schemaCompiler, type CompiledSchema } from './compile-schema.js';
import { listedTools } from './listed-tools.js';

export default defineCheck({
  id: 'tools/output-schema-valid',
  title: 'Output schemas are valid and results keep to them',
  why: 'Clients that validate results throw a result away when it does not conform to the schema that the tool promised.',
  remedy: 'Return structuredContent that conforms to outputSchema with every good result, or leave outputSchema out.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Output schema',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#output-schema',
    },
    {
      title: 'MCP 2026-07-28: Output schema',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#output-schema',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  prepare: loadSchemaLibrary,
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    if ('notApplicable' in listed) return listed;
    if (listed.tools.every(({ outputSchema }) => outputSchema === undefined))
      return { notApplicable: 'No tool has an outputSchema.' };
    const compile = schemaCompiler();
    const schemas = listed.tools.flatMap((tool) =>
      schemaFindings(tool, compile).map((finding) => ({ ...finding, ...listed.shownBy(tool) })),
    );
    const results = mcpSessions.flatMap(({ tools = [], calls }) =>
      calls.flatMap((call) =>
        resultFindings(
          call,
          tools.find(({ name }) => name === call.tool),
          compile,
        ),
      ),
    );
    return distinct([...schemas, ...results]);
  },
});

type Compile = (schema: unknown) => CompiledSchema;

function schemaFindings({ name, outputSchema }: McpTool, compile: Compile): Finding[] {
  if (outputSchema === undefined) return [];
  const compiled = compile(outputSchema);
  if (compiled.ok) return [];
  return [
    {
      message: `The outputSchema of ${quoted(name)} ${compiled.problem}.`,
      ...(compiled.kind === 'invalid' ? {} : { severity: 'warning' as const }),
    },
  ];
}

function resultFindings(
  { tool, result, line, index }: CallOutcome,
  definition: McpTool | undefined,
  compile: Compile,
): Finding[] {
  if (definition?.outputSchema === undefined || result === undefined || result.isError) return [];
  const location = { location: { uri: 'mcp-dock.yaml', ...(line === undefined ? {} : { line }) } };
  const which = `The result of ${quoted(tool)} in call ${index + 1}`;
  if (!result.hasStructured)
    return [{ message: `${which} has no structuredContent, although the tool has an outputSchema.`, ...location }];
  const compiled = compile(definition.outputSchema);
  // A result that was too large to be kept cannot be judged.
  if (!compiled.ok || result.structured === undefined) return [];
  const violation = compiled.violation(result.structured);
  return violation === undefined ? [] : [{ message: `${which} breaks its outputSchema: ${violation}.`, ...location }];
}

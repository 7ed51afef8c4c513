import { numbered } from '../../model/configured-calls.js';
import type { CallOutcome, McpSession, McpTool } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { distinct, quoted, quotedList } from '../mcp-sessions.js';
import { loadSchemaLibrary, schemaCompiler, type CompiledSchema } from './compile-schema.js';
import { listedTools } from './listed-tools.js';
import { shapeFindings } from './schema-shape.js';

export default defineCheck({
  id: 'tools/output-schema-valid',
  title: 'Output schemas are valid, and results of listed calls keep to them',
  why: 'Clients that validate results throw a result away when it does not conform to the schema that the tool promised; clients of the handshake era refuse the whole list of tools for an outputSchema that is no object at its root.',
  remedy:
    'Return structuredContent that conforms to outputSchema with every good result, or leave outputSchema out; before 2026-07-28 put what is no object into a property of one.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Output schema',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#output-schema',
    },
    {
      title: 'MCP 2025-11-25: Schema reference, Tool',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/schema#tool',
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
    if (!('tools' in listed)) return listed;
    if (listed.tools.every(({ outputSchema }) => outputSchema === undefined))
      return { notApplicable: 'No tool has an outputSchema.' };
    const compile = schemaCompiler();
    const broken = new Set<string>();
    const schemas = listed.tools.flatMap((tool) => {
      const findings = schemaFindings(tool, compile);
      if (findings.length > 0) broken.add(tool.name);
      return findings.map((finding) => ({ ...finding, ...listed.shownBy(tool) }));
    });
    const shapes = shapeFindings(mcpSessions, 'outputSchema', broken);
    const results = mcpSessions.flatMap(({ tools = [], calls }) =>
      calls.flatMap((call) =>
        resultFindings(
          call,
          tools.find(({ name }) => name === call.tool),
          compile,
        ),
      ),
    );
    const findings = distinct([...schemas, ...shapes, ...results]);
    return findings.length === 0 ? { holds: lookedAt(listed.tools, mcpSessions) } : findings;
  },
});

/** A call is made only where the project lists it, and only of a good result that was kept can anything be told. */
function lookedAt(tools: readonly McpTool[], sessions: readonly McpSession[]): string {
  const names = [...new Set(tools.filter(({ outputSchema }) => outputSchema !== undefined).map(({ name }) => name))];
  const promised = new Set(names);
  const judged = sessions
    .flatMap(({ calls }) => calls)
    .filter(({ tool, result }) => promised.has(tool) && result?.isError === false && result.structured !== undefined);
  const count = new Set(judged.map(({ index }) => index)).size;
  const seen = new Set(judged.map(({ tool }) => tool));
  const unseen = names.filter((name) => !seen.has(name));
  const schemas = names.length === 1 ? 'The output schema is valid' : `${names.length} output schemas are valid`;
  const list = 'only calls that the project lists (expect.calls in mcp-dock.yaml) are made';
  if (count === 0) return `${schemas}; no result was looked at: ${list}.`;
  const results = `${count === 1 ? 'the result of 1 call keeps' : `the results of ${count} calls keep`} to what was promised`;
  const rest = unseen.length === 0 ? '' : `; no result of ${quotedList(unseen, 5)} was looked at: ${list}`;
  return `${schemas}, and ${results}${rest}.`;
}

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
  { tool, index, result, line }: CallOutcome,
  definition: McpTool | undefined,
  compile: Compile,
): Finding[] {
  if (definition?.outputSchema === undefined || result === undefined || result.isError) return [];
  const location = { location: { uri: 'mcp-dock.yaml', ...(line === undefined ? {} : { line }) } };
  const which = `The result of call ${numbered({ index, tool })}`;
  if (!result.hasStructured)
    return [{ message: `${which} has no structuredContent, although the tool has an outputSchema.`, ...location }];
  const compiled = compile(definition.outputSchema);
  // A result that was too large to be kept cannot be judged.
  if (!compiled.ok || result.structured === undefined) return [];
  const violation = compiled.violation(result.structured);
  return violation === undefined ? [] : [{ message: `${which} breaks its outputSchema: ${violation}.`, ...location }];
}

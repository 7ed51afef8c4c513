import { loadSchemaLibrary, schemaCompiler } from '../checks/tools/compile-schema.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** Refuses schemas of `expect.calls` that are none, before anything is started. Throws CONFIG_INVALID for the first. */
export async function requireSoundSchemas(
  project: Pick<LoadedConfig, 'config' | 'path' | 'lineOf'> | undefined,
): Promise<void> {
  const schemas = (project?.config.expect?.calls ?? []).flatMap(({ expect }, call) => {
    const several = Array.isArray(expect);
    return (several ? expect : [expect]).flatMap((one, index) =>
      one?.schema === undefined
        ? []
        : [{ schema: one.schema, keys: ['expect', 'calls', call, 'expect', ...(several ? [index] : []), 'schema'] }],
    );
  });
  if (project === undefined || schemas.length === 0) return;
  await loadSchemaLibrary();
  const compile = schemaCompiler();
  for (const { schema, keys } of schemas) {
    const compiled = compile(schema);
    if (compiled.ok) continue;
    const line = project.lineOf(keys);
    throw new McpDockError('CONFIG_INVALID', {
      path: project.path,
      ...(line !== undefined && { line }),
      reason: `${keys.join('.')} ${compiled.problem}.`,
    });
  }
}

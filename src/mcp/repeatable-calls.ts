import { savedValuesOf } from '../model/configured-calls.js';
import type { McpTool } from '../model/facts/mcp.js';
import type { ConfiguredCall } from '../model/facts/settings.js';

/**
 * The calls that the project lists and that may be made once more: they need no value of an earlier answer, want no error, and
 * their tool says that it only reads. One that only adds will not do: the container is ours, but what is behind it is not.
 */
export function repeatableCalls(
  tools: readonly McpTool[],
  calls: readonly ConfiguredCall[],
): readonly ConfiguredCall[] {
  const reading = new Set(
    tools.filter(({ annotations }) => annotations?.['readOnlyHint'] === true).map(({ name }) => name),
  );
  return calls.filter(
    ({ tool, arguments: args, expect = [] }) =>
      reading.has(tool) &&
      savedValuesOf({ arguments: args }).length === 0 &&
      !expect.some(({ isError }) => isError === true),
  );
}

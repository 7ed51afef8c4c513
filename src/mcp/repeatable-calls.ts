import type { McpTool } from '../model/facts/mcp.js';
import type { ConfiguredCall } from '../model/facts/settings.js';

/**
 * The calls that the project lists and that may be made once more, best first: they need no value of an earlier answer, want no
 * error, and their tool says that it only reads. With `harmless`, one that adds but does not destroy will do as well.
 */
export function repeatableCalls(
  tools: readonly McpTool[],
  calls: readonly ConfiguredCall[],
  harmless = false,
): readonly ConfiguredCall[] {
  const hints = new Map(tools.map(({ name, annotations = {} }) => [name, annotations]));
  const rank = ({ tool, arguments: args, expect = [] }: ConfiguredCall): number => {
    const hint = hints.get(tool);
    if (hint === undefined || JSON.stringify(args).includes('{{') || expect.some(({ isError }) => isError === true))
      return Infinity;
    if (hint['readOnlyHint'] === true) return 0;
    return harmless && hint['destructiveHint'] === false ? 1 : Infinity;
  };
  return calls.filter((call) => rank(call) < Infinity).toSorted((a, b) => rank(a) - rank(b));
}

import type { McpSession, McpTool } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { reproOf } from '../mcp-repro.js';

interface Listed {
  readonly tools: readonly McpTool[];
  /** The line that shows the definition of one of them. */
  readonly shownBy: (tool: McpTool) => Pick<Finding, 'repro'>;
}

/** Every tool that any transport lists, once, in the order of the lists; the same definition twice in one list stays twice. */
export function listedTools(sessions: readonly McpSession[]): Listed | { readonly notApplicable: string } {
  const lists = sessions.flatMap(({ tools }) => (tools === undefined ? [] : [tools]));
  if (lists.every((tools) => tools.length === 0)) return { notApplicable: 'The server lists no tools.' };
  const seen = new Set<string>();
  const tools = lists.flat().filter((tool) => {
    const key = JSON.stringify(tool);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  // Lists may have tens of thousands of tools: nothing is looked for in them twice.
  const listing = new Map<McpTool, McpSession>();
  for (const session of sessions)
    for (const tool of session.tools ?? []) if (!listing.has(tool)) listing.set(tool, session);
  return {
    tools,
    shownBy(tool) {
      const session = listing.get(tool);
      return session === undefined ? {} : { repro: reproOf(session, 'tools/list') };
    },
  };
}

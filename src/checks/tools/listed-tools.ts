import type { McpSession, McpTool } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';

interface Listed {
  readonly tools: readonly McpTool[];
  /** The line that shows the definition of one of them. */
  readonly shownBy: (tool: McpTool) => Pick<Finding, 'repro'>;
}

/** Every tool that any transport lists, once, in the order of the lists; the same definition twice in one list stays twice. */
export function listedTools(
  sessions: readonly McpSession[],
): Listed | { readonly notApplicable: string } | { readonly unknown: string } {
  const lists = sessions.flatMap(({ tools }) => (tools === undefined ? [] : [tools]));
  if (lists.every((tools) => tools.length === 0))
    return limitedBefore(sessions, ({ tools }) => tools !== undefined) ?? { notApplicable: whyNone(sessions) };
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

/** A list that could not be had is not an empty one. */
export function whyNone(sessions: readonly McpSession[]): string {
  const missing = sessions.find(({ tools, capabilities = {} }) => tools === undefined && 'tools' in capabilities);
  if (missing === undefined) return 'The server lists no tools.';
  const teller = missing.listTools?.failure?.kind === 'endless-list' ? 'mcp/pagination' : 'mcp/capabilities-honest';
  return `No list of tools could be had; ${teller} says why.`;
}

import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { McpTool } from '../model/facts/mcp.js';
import { maskDefinitions } from '../model/mask-definitions.js';
import { listAll } from '../mcp/list-all.js';
import { readableTool } from '../mcp/read-tool.js';
import { converse, type Conversation, type ConverseContext, type ConverseInput } from './converse.js';
import { refusedAsker } from './refused-asker.js';

export interface ServerTools extends Pick<Conversation, 'target' | 'transport' | 'revision' | 'server'> {
  readonly tools: readonly McpTool[];
}

/** Asks one server for its tools. Throws TOOL_LIST_FAILED, TARGET_UNAUTHORIZED or what {@link converse} throws. */
export const listServerTools = (input: ConverseInput, context: ConverseContext): Promise<ServerTools> =>
  converse(input, context, async (conversation) => {
    const { target, transport, revision, server } = conversation;
    const tools = await toolsOf(conversation);
    return { target, transport, revision, ...(server === undefined ? {} : { server }), tools };
  });

/** Every page of the list, without the secrets that were given. */
export async function toolsOf(conversation: Conversation): Promise<readonly McpTool[]> {
  const { wire, era, target, secrets, timeoutMs } = conversation;
  const listing = { method: 'tools/list', key: 'tools', schema: readableTool };
  const { items, answer, fault = 'no list came' } = await listAll(wire, listing, { era, timeoutMs });
  if (items === undefined)
    throw (
      refusedAsker(answer, conversation) ??
      new McpDockError('TOOL_LIST_FAILED', { target, reason: cleanText(maskSecrets(fault, secrets)) })
    );
  return maskDefinitions(items, secrets);
}

import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { McpTool } from '../model/facts/mcp.js';
import { listAll } from '../mcp/list-all.js';
import { readableTool } from '../mcp/read-tool.js';
import { converse, type Conversation, type ConverseContext, type ConverseInput } from './converse.js';

export interface ServerTools extends Pick<Conversation, 'target' | 'transport' | 'revision' | 'server'> {
  readonly tools: readonly McpTool[];
}

/** Asks one server for its tools. Throws TARGET_UNREACHABLE or TOOL_LIST_FAILED. */
export const listServerTools = (input: ConverseInput, context: ConverseContext): Promise<ServerTools> =>
  converse(input, context, async (conversation) => {
    const { target, transport, revision, server } = conversation;
    const tools = await toolsOf(conversation);
    return { target, transport, revision, ...(server === undefined ? {} : { server }), tools };
  });

/** Every page of the list, without the secrets that were given. */
export async function toolsOf({ wire, era, target, secrets, timeLeftMs }: Conversation): Promise<readonly McpTool[]> {
  const listing = { method: 'tools/list', key: 'tools', schema: readableTool };
  const { items, fault = 'no list came' } = await listAll(wire, listing, { era, timeoutMs: timeLeftMs() });
  if (items === undefined)
    throw new McpDockError('TOOL_LIST_FAILED', { target, reason: cleanText(maskSecrets(fault, secrets)) });
  return secrets.length === 0 ? items : (masked(items, secrets) as readonly McpTool[]);
}

/** The same value with every given secret masked, in keys too. */
export const masked = (value: unknown, secrets: readonly string[]): unknown =>
  JSON.parse(
    maskSecrets(
      JSON.stringify(value) ?? 'null',
      secrets.map((secret) => JSON.stringify(secret).slice(1, -1)),
    ),
  );

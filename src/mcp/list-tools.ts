import { toolSchema, type McpAnswer, type McpTool } from '../model/facts/mcp.js';
import type { Era } from '../model/mcp-protocol.js';
import { refusalWords } from '../model/schema-refusal.js';
import { listPages } from './list-pages.js';
import type { McpWire } from './wire.js';

export interface ToolList {
  /** Absent when a page was not answered with a list. */
  readonly tools?: readonly McpTool[];
  /** The last answer, with counts in place of the list. */
  readonly answer: McpAnswer;
}

/** Every page of tools/list, bounded in pages and bytes; a cursor that comes back ends it. */
export async function listTools(wire: McpWire, era: Era, timeoutMs: number): Promise<ToolList> {
  const { items, answer } = await listPages<McpTool>(wire, {
    era,
    timeoutMs,
    method: 'tools/list',
    key: 'tools',
    read,
  });
  return items === undefined ? { answer } : { tools: items, answer };
}

function read(item: unknown, before: number): McpTool | string {
  const tool = toolSchema.safeParse(item);
  return tool.success ? tool.data : `tool ${before + 1} is no tool: ${refusalWords(tool.error.issues)}`;
}

import type { McpTool } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';

/**
 * A tool as far as it can be read, for a person who looks at it: only one without a name is none. What is wrong with it in other
 * ways, `verify` says.
 */
export const readableTool = {
  safeParse(entry: unknown): { success: true; data: McpTool } | { success: false } {
    if (!isObject(entry)) return { success: false };
    const { name, title, description, inputSchema, outputSchema, annotations } = entry;
    if (typeof name !== 'string') return { success: false };
    return {
      success: true,
      data: {
        name,
        ...(typeof title === 'string' ? { title } : {}),
        ...(typeof description === 'string' ? { description } : {}),
        inputSchema,
        ...(outputSchema === undefined ? {} : { outputSchema }),
        ...(isObject(annotations) ? { annotations: { ...annotations } } : {}),
      },
    };
  },
};

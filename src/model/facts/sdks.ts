import { z } from 'zod';

/** Libraries on which MCP servers are built, by what their package names and versions say. */
export const mcpSdkSchema = z.object({
  name: z.enum(['typescript-1', 'typescript-2', 'python-1', 'python-2', 'fastmcp', 'fastmcp-typescript']),
  version: z.string().optional(),
  /** Where it lies in the image. */
  path: z.string(),
});
export type McpSdk = z.infer<typeof mcpSdkSchema>;

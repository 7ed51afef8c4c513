import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { CallTool } from './call-tools.js';

/** Starts an MCP server as its clients do, by its command, for as long as the work takes. */
export async function callToolsOf<Result>(
  [command, ...args]: readonly [string, ...string[]],
  cwd: string,
  work: (call: CallTool, tools: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ name: 'mcp-dock-test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command, args, cwd, stderr: 'ignore' }));
  try {
    const { tools } = await client.listTools();
    return await work(
      async (name, given) => {
        const { isError, structuredContent, content } = await client.callTool({ name, arguments: given });
        if (isError === true) throw new Error(JSON.stringify(content));
        return structuredContent as Record<string, unknown>;
      },
      tools.map(({ name }) => name),
    );
  } finally {
    await client.close();
  }
}

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Calls a tool and returns its structured result; rejects with the text of the tool when it says that it failed. */
export type CallTool = (name: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Connects to an MCP server as its clients do, for as long as the work takes. */
export const callTools = <Result>(url: string, work: (call: CallTool) => Promise<Result>): Promise<Result> =>
  withClient(url, (client) =>
    work(async (name, args) => {
      const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
      if (isError === true) throw new Error(JSON.stringify(content));
      return structuredContent as Record<string, unknown>;
    }),
  );

/** Tools as an MCP server lists them. */
export const listTools = (url: string) => withClient(url, async (client) => (await client.listTools()).tools);

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ name: 'mcp-dock-test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

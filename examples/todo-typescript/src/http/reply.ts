import type { ServerResponse } from 'node:http';

export function replyJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

/** Answers in the form that MCP clients read: a JSON-RPC error that belongs to no request. */
export function replyRpcError(response: ServerResponse, status: number, message: string): void {
  replyJson(response, status, { jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}

/** Writes what the SDK's web-standard helpers return. */
export async function replyWith(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
}

import type { Tool } from '@modelcontextprotocol/server';

import type { Task, TaskPage } from '../../src/task.ts';

/** Plain JSON-RPC, as the wire sees it: the tests must not depend on an SDK that hides what it gets. */
export const LEGACY = '2025-11-25';
export const MODERN = '2026-07-28';
export type Era = typeof LEGACY | typeof MODERN;
export const ERAS: readonly Era[] = [LEGACY, MODERN];

/** All that tests look at, over all methods. What a message does not have fails the assertion that expects it. */
export interface RpcResult {
  protocolVersion: string;
  supportedVersions: string[];
  serverInfo: { name: string };
  capabilities: object;
  tools: Tool[];
  isError?: boolean;
  content: { type: string; text: string }[];
  structuredContent: Task & TaskPage & { deleted: boolean };
}

export interface RpcMessage {
  jsonrpc: '2.0';
  id?: number | null;
  result: RpcResult;
  error?: { code: number; message: string; data?: unknown };
}

let lastId = 0;

export function rpcRequest(era: Era, method: string, params: Record<string, unknown> = {}) {
  lastId += 1;
  const meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { jsonrpc: '2.0', id: lastId, method, params: era === MODERN ? { ...params, _meta: meta } : params };
}

export function rpcHeaders(era: Era, method: string, params: Record<string, unknown> = {}): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': era,
    ...(era === MODERN && { 'mcp-method': method }),
    ...(era === MODERN && typeof params['name'] === 'string' && { 'mcp-name': params['name'] }),
  };
}

export async function post(
  url: string,
  era: Era,
  method: string,
  params: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: { ...rpcHeaders(era, method, params), ...headers },
    body: JSON.stringify(rpcRequest(era, method, params)),
  });
  return { status: response.status, headers: response.headers, message: parse(await response.text()) };
}

/** Reads a JSON body, or the last message of an event stream. */
export function parse(body: string): RpcMessage {
  const data = body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .at(-1);
  return JSON.parse(data === undefined ? body : data.slice('data: '.length)) as RpcMessage;
}

export const initializeParams = {
  protocolVersion: LEGACY,
  capabilities: {},
  clientInfo: { name: 'test', version: '1.0.0' },
};

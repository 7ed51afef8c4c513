import type { McpSession } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';

/** `initialize` has serverInfo in the result, `server/discover` in its metadata. */
export function serverInfoOf(result: Readonly<Record<string, unknown>>): McpSession['serverInfo'] {
  const meta = result['_meta'];
  const info = result['serverInfo'] ?? (isObject(meta) ? meta['io.modelcontextprotocol/serverInfo'] : undefined);
  if (!isObject(info) || typeof info['name'] !== 'string') return undefined;
  return {
    name: info['name'].slice(0, 200),
    ...(typeof info['version'] === 'string' ? { version: info['version'].slice(0, 100) } : {}),
  };
}

import { cleanText } from '../model/clean-text.js';
import type { McpSession } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';

/** Revisions that are opened with a handshake. */
export const HANDSHAKE_REVISIONS: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
];

/** What is wrong with the result of initialize, so that clients hang up on it; undefined where nothing is. */
export function handshakeProblem({ handshake }: Pick<McpSession, 'handshake'>): string | undefined {
  const result = isObject(handshake?.result) ? handshake.result : {};
  const version = result['protocolVersion'];
  if (typeof version !== 'string' || !HANDSHAKE_REVISIONS.includes(version))
    return `initialize names the protocol version ${show(version)}, which is no revision with a handshake`;
  const missing = [
    ...(isObject(result['capabilities']) ? [] : ['capabilities']),
    ...(isObject(result['serverInfo']) && typeof result['serverInfo']['name'] === 'string' ? [] : ['serverInfo.name']),
  ];
  return missing.length === 0 ? undefined : `the result of initialize has no ${missing.join(' and no ')}`;
}

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'nothing', 60);

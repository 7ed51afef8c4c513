import type { McpAnswer } from '../model/facts/mcp.js';
import type { AnswerKind } from '../model/facts/utilities.js';
import { isObject } from '../model/mcp-protocol.js';

/** What kind of answer it is: a list of tools in answer to a ping shows that ids were mixed up. */
export function kindOfAnswer({ result, error, failure }: McpAnswer): AnswerKind {
  if (failure !== undefined) return 'none';
  if (error !== undefined) return 'error';
  if (!isObject(result)) return 'other';
  if (Array.isArray(result['tools']) || typeof result['tools'] === 'number') return 'tools';
  if (Array.isArray(result['content'])) return 'content';
  if ('supportedVersions' in result) return 'discovery';
  return Object.keys(result).every((key) => key === '_meta' || key === 'resultType') ? 'empty' : 'other';
}

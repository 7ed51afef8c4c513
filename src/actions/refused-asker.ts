import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { McpAnswer } from '../model/facts/mcp.js';

/** Who asked. */
export interface Asker {
  /** The target's title. */
  readonly target: string;
  /** Its requests carry an authorization. */
  readonly authorized: boolean;
  /** Values that must not be shown, whatever the server says back. */
  readonly secrets: readonly string[];
}

/** The error for an answer that refuses whoever asks, 401 or 403; undefined for every other answer. */
export function refusedAsker(
  { httpStatus, result, error }: McpAnswer,
  { target, authorized, secrets }: Asker,
): McpDockError | undefined {
  if ((httpStatus !== 401 && httpStatus !== 403) || result !== undefined) return undefined;
  const said = error === undefined ? {} : { said: cleanText(maskSecrets(error.message, secrets), 200) };
  return new McpDockError('TARGET_UNAUTHORIZED', { target, status: httpStatus, authorized, ...said });
}

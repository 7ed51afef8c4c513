import { McpDockError } from './mcp-dock-error.js';

/** The last lines of what failed, for errors that carry them (BUILD_FAILED); whoever shows the error shows these. */
export function lastLinesOf(error: unknown): readonly string[] {
  if (!(error instanceof McpDockError)) return [];
  const details = error.details as object;
  return 'lastLines' in details && Array.isArray(details.lastLines) ? details.lastLines.map(String) : [];
}

import { tellingLine } from './causes/telling-line.js';
import type { McpSession } from './facts/mcp.js';
import type { ContainerExit } from './facts/run.js';
import { missingVariable } from './missing-variable.js';
import { shortenedLine } from './shortened-line.js';

export type Wants = NonNullable<McpSession['wants']>;

/** Codes from here on say that the program could not be executed, or was killed. */
const NOT_ITS_OWN = 126;

/**
 * What a server wants of its user: a variable that it named before it ended; or, where it got made-up values, that these may not
 * do. Undefined where its end says something else.
 */
export function wantedAtExit(exit: ContainerExit, placeholders: readonly string[] = []): Wants | undefined {
  if (exit.oomKilled || exit.error !== undefined || exit.exitCode >= NOT_ITS_OWN) return undefined;
  const lines = exit.lastLines.map((line) => shortenedLine(line, { forSentence: true }));
  const missing = missingVariable(lines);
  if (missing !== undefined && !placeholders.includes(missing.name))
    return { variables: [missing.name], placeholder: false, said: missing.line };
  if (placeholders.length === 0) return undefined;
  const said = tellingLine(lines);
  const variables = missing === undefined ? [...placeholders] : [missing.name];
  return { variables, placeholder: true, ...(said !== undefined && { said }) };
}

/** The same of a server that was asked; undefined where it answers as it should. */
export function wantedInSession(
  { answered, authRequired, listTools }: McpSession,
  exit: ContainerExit | undefined,
  placeholders: readonly string[] = [],
): Wants | undefined {
  if (!answered) return authRequired || exit === undefined ? undefined : wantedAtExit(exit, placeholders);
  return placeholders.length > 0 && listTools?.error !== undefined
    ? { variables: [...placeholders], placeholder: true, said: listTools.error.message }
    : undefined;
}

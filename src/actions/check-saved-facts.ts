import { runChecks } from '../checks/run-checks.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Check } from '../model/check.js';
import { everAnswered } from '../plan/without-guesses.js';
import { readFacts, type FactsFile } from './facts-file.js';
import type { VerifyOutcome } from './verify.js';

export interface SavedFactsInput {
  readonly path: string;
  /** Facts of another command are refused: they are about other things. */
  readonly command: FactsFile['command'];
  readonly checks: readonly Check[];
}

/**
 * Asks the checks of a file of --save-facts in place of a target; nothing is started, and no engine is needed. Throws
 * FILE_READ_FAILED or FACTS_FILE_INVALID.
 */
export async function checkSavedFacts({ path, command, checks }: SavedFactsInput, cwd: string): Promise<VerifyOutcome> {
  const { command: writer, target, facts } = await readFacts(path, cwd);
  if (writer !== command)
    throw new McpDockError('FACTS_FILE_INVALID', { path, reason: `it was written by \`mcp-dock ${writer}\`.` });
  return {
    target,
    results: runChecks(checks, facts),
    collected: facts,
    neverStarted: command === 'verify' && everAnswered(facts) === false,
  };
}

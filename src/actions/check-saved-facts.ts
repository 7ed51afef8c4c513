import type { Baseline } from '../checks/accepting/accept-findings.js';
import { checks as all } from '../checks/index.js';
import { judge } from '../checks/judge.js';
import { prepareChecks } from '../checks/run-checks.js';
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
  readonly baseline?: Baseline;
}

/**
 * Asks the checks of a file of --save-facts in place of a target; nothing is started, and no engine is needed. Throws
 * FILE_READ_FAILED or FACTS_FILE_INVALID.
 */
export async function checkSavedFacts(
  { path, command, checks, baseline }: SavedFactsInput,
  cwd: string,
): Promise<VerifyOutcome> {
  const { command: writer, target, facts } = await readFacts(path, cwd);
  if (writer !== command)
    throw new McpDockError('FACTS_FILE_INVALID', { path, reason: `it was written by \`mcp-dock ${writer}\`.` });
  await prepareChecks(checks);
  const { results, accepted } = judge(checks, facts, { all, ...(baseline !== undefined && { baseline }) });
  return {
    target,
    results,
    collected: facts,
    baseline: accepted.baseline,
    neverStarted: command === 'verify' && everAnswered(facts) === false,
  };
}

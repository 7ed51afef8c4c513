import { numbered } from '../../model/configured-calls.js';
import { explainExit } from '../../model/explain-exit.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { TrialFact } from '../../model/facts/trials.js';
import type { Finding } from '../../model/finding.js';

interface Told {
  /** What is lost, as a sentence. */
  readonly message: string;
  readonly evidence: readonly string[];
}

/**
 * What a server loses that is run in another way than usual; undefined when nothing. What fails in a plain run too is none of it,
 * and is told by the checks of that run.
 */
export function lossOf(
  trial: TrialFact,
  sessions: readonly McpSession[],
  how: string,
): Told | undefined | { readonly notApplicable: string } {
  const plain = sessions.find(({ transport }) => transport === trial.mode);
  if (plain === undefined || (!plain.answered && !plain.authRequired))
    return { notApplicable: 'It does not answer in a plain run either.' };
  const { answered, exited, error, tools, failedCalls, lastLines } = trial;
  if (!answered) {
    const why = exited === undefined ? `It does not answer: ${error ?? 'nothing came back'}` : explainExit(exited);
    return { message: `${why} (${how}).`, evidence: (exited?.lastLines ?? lastLines).slice(-6) };
  }
  if (tools === undefined && plain.tools !== undefined)
    return { message: `It answers, and lists no tools (${how}).`, evidence: lastLines.slice(-6) };
  const lost = failedCalls.filter(({ index }) => plain.calls.some((call) => call.index === index && call.ok));
  const [first] = lost;
  if (first === undefined) return undefined;
  return {
    message: `Call ${numbered(first)} fails: ${first.message} (${how}).`,
    evidence: [...lost.slice(1, 4).map((call) => `call ${numbered(call)}: ${call.message}`), ...lastLines.slice(-4)],
  };
}

/** A loss as findings. */
export const findingsOf = ({ message, evidence }: Told, more: Partial<Finding>): Finding[] => [
  { message, ...(evidence.length === 0 ? {} : { evidence: [...evidence] }), ...more },
];

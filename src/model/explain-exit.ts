import type { Evidence } from './causes/cause.js';
import { programCauses } from './causes/program-causes.js';
import { serverCauses } from './causes/server-causes.js';
import { faultBeforeUsage, tellingLine } from './causes/telling-line.js';
import type { ContainerExit } from './facts/run.js';
import type { Finding } from './finding.js';
import { missingVariable } from './missing-variable.js';
import { shortenedLine } from './shortened-line.js';
import { formatDuration } from './units.js';
import { processRemedies } from './causes/process-remedies.js';

/** Every cause of an exit, in the order in which they are looked for; the last one always holds. */
export const exitCauses = [...programCauses, ...serverCauses];

interface Diagnosis {
  /** Of one of {@link exitCauses}; docs/causes.md says more. */
  readonly id: string;
  /** The end of a sentence: `it ran out of memory`, `it asks for the variable API_KEY (…)`, or the last thing that it wrote. */
  readonly words: string;
  readonly remedy: string;
}

/** Why a container is not running any more, in one sentence without the full stop: the cause where it can be told. */
export function explainExit(exit: ContainerExit): string {
  const { exitCode, afterMs, process = false } = exit;
  return `The ${process ? 'process' : 'container'} exited after ${formatDuration(afterMs)} with code ${exitCode}: ${causeOf(exit)}`;
}

/** What helps against that cause. */
export const remedyFor = (exit: ContainerExit): string => diagnose(exit).remedy;

/** The cause alone: `it ran out of memory`, `it asks for the variable SERVICE_AUTH_TOKEN`, or the last thing it wrote. */
export const causeOf = (exit: ContainerExit): string => diagnose(exit).words;

/** What a finding about an exit has beside its message. */
export const exitDetails = (exit: ContainerExit): Pick<Finding, 'cause' | 'evidence' | 'remedy'> => {
  const { id, remedy } = diagnose(exit);
  return { cause: id, evidence: [...shownOf(exit)], remedy };
};

const SHOWN = 8;

/** The end of the log; where a page of usage fills it, what stands before that page. */
function shownOf({ lastLines }: ContainerExit): readonly string[] {
  const fault = faultBeforeUsage(lastLines);
  return fault === -1 || fault >= lastLines.length - SHOWN
    ? lastLines.slice(-SHOWN)
    : lastLines.slice(fault, fault + SHOWN);
}

/** Finds the cause of an exit. Always finds one, if only that nothing was said. */
export function diagnose(exit: ContainerExit): Diagnosis {
  const evidence = evidenceOf(exit);
  for (const { id, find, remedy } of exitCauses) {
    const words = find(evidence);
    if (words !== undefined)
      return { id, words, remedy: withName((exit.process === true && forProcess(id)) || remedy, id, exit.lastLines) };
  }
  throw new Error('The last cause always holds.');
}

function evidenceOf({ error: reported = '', lastLines: whole, ...exit }: ContainerExit): Evidence {
  const lastLines = whole.map((line) => shortenedLine(line, { forSentence: true }));
  // What the engine says of itself before it comes to the program.
  const error = reported.replace(/^.*unable to start container process: /su, '');
  const last = error === '' ? tellingLine(lastLines) : error;
  return { ...exit, error, lastLines, said: [error, ...lastLines].join('\n'), last };
}

const forProcess = (id: string): string =>
  processRemedies[id] ??
  'Start the command by hand, read what it says, and give it what it needs; it has only PATH and HOME of your environment, all else comes by --env.';

const withName = (remedy: string, id: string, lines: readonly string[]): string =>
  id === 'missing-variable' ? remedy.replace('NAME', missingVariable(lines)?.name ?? 'NAME') : remedy;

import type { Evidence } from './causes/cause.js';
import { programCauses } from './causes/program-causes.js';
import { serverCauses } from './causes/server-causes.js';
import { faultBeforeUsage, tellingLine } from './causes/telling-line.js';
import type { ContainerExit } from './facts/run.js';
import type { Finding } from './finding.js';
import { missingVariable } from './missing-variable.js';
import { shortenedLine } from './shortened-line.js';
import { formatDuration } from './units.js';

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

/** What helps a program of this machine, which is in no image. */
export const OF_PROCESSES: Readonly<Record<string, string>> = {
  'missing-program': 'Write the program with its path, or one that is on the PATH, and see that it may be executed.',
  'not-executable': 'Write the program with its path, or one that is on the PATH, and see that it may be executed.',
  'missing-variable': 'Give it the variable: --env NAME takes the value from your environment.',
  usage: 'Give it the arguments that it asks for, behind command:.',
  'needs-terminal':
    'Start it without asking anything: clients have no terminal. A login belongs into a command of its own, or into variables.',
  'sdk-drift':
    'Install the MCP SDK that the server was written for: from its lock file (`npm ci`, `uv sync --locked`), or below the next major version.',
  'missing-module':
    'Correct the path of the program, or install its dependencies from its lock file and build it first.',
  'port-in-use': 'End what listens on that port of this machine, or give the server another one.',
  'bind-refused': 'Listen on an address of this machine, and on a port above 1024.',
  'disk-full': 'Free space on this machine.',
  'tls-interception':
    'Give it the certificate of the proxy between with --env: NODE_EXTRA_CA_CERTS for Node.js, SSL_CERT_FILE and REQUESTS_CA_BUNDLE for Python.',
  'package-download': 'Install the server first and start its program: npx, uvx and pip need a registry at each start.',
  'dns-failure':
    'Correct the name, or see that this machine can look it up; connect when a tool needs it, not at start.',
  'connection-refused':
    'Start what it connects to before it, or correct the address; connect when a tool needs it, not at start.',
  'network-unreachable': 'See that this machine reaches that place; connect when a tool needs it, with a time limit.',
  'permission-denied': 'Let the files and folders that it uses belong to the user who starts it.',
  'missing-file': 'Correct the path, which begins where you stand, or put the file there.',
  'other-module-kind':
    'Write "type": "module" into the package.json nearest to sources with import, and take it out for sources with require.',
  'does-not-parse':
    'Start it with the version of the runtime that it was written for, or build it for the one that is here.',
  'installing-at-start':
    'Install the server first and start its program: npx, uvx and pip need a registry at each start, and npx asks a question before it without -y.',
  'serves-http':
    'Start it in its stdio mode, by the arguments or variables that it has for that. If it has none, start it yourself and verify its URL.',
  'still-starting':
    'Answer the first request before catalogues, models or connections are loaded, and say on stderr what is being waited for.',
  crashed:
    'A native module or the runtime itself is at fault: install native modules for this platform and processor, and try another version of the runtime.',
};
const forProcess = (id: string): string =>
  OF_PROCESSES[id] ??
  'Start the command by hand, read what it says, and give it what it needs; it has only PATH and HOME of your environment, all else comes by --env.';

const withName = (remedy: string, id: string, lines: readonly string[]): string =>
  id === 'missing-variable' ? remedy.replace('NAME', missingVariable(lines)?.name ?? 'NAME') : remedy;

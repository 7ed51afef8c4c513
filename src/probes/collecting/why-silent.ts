import { diagnoseSilence } from '../../model/causes/silence-causes.js';
import { cleanText, maskSecrets } from '../../model/clean-text.js';
import type { Silence } from '../../model/facts/silence.js';
import { isMessage } from '../../model/mcp-protocol.js';
import { listeningSockets } from '../../targets/listening-sockets.js';
import type { ScenarioProbeContext } from '../define-probe.js';

const LINES = 40;
const LONGEST = 200;
const PROCESSES = 20;

/**
 * Looks at a server of ours that runs and does not answer, while it is there: into its container, or at what it wrote as a program
 * of this machine. Undefined when it does not run any more. `unended` are words for what it wrote of a line that no newline has ended.
 */
export async function whySilent(
  { run, engine, target }: ScenarioProbeContext,
  unended?: string,
): Promise<Silence | undefined> {
  const { containerId } = run;
  if (!run.owned || run.hasExited() !== undefined) return undefined;
  if (containerId === undefined && run.logged === undefined) return undefined;
  const clean = (text: string) => cleanText(maskSecrets(text, target.secretValues), LONGEST);
  // What cannot be had leaves the cause to what can.
  const [logs, processes, listening] =
    containerId === undefined
      ? [run.logged?.(LINES) ?? [], [], undefined]
      : await Promise.all([
          engine.containerLogs(containerId, LINES).catch(() => []),
          engine.containerProcesses(containerId).catch(() => []),
          listeningSockets(engine, containerId).catch(() => undefined),
        ]);
  const said = logs.filter(({ line }) => line.trim() !== '');
  const first = said.find(({ stream, line }) => stream === 'stdout' && !isMessage(line))?.line;
  return diagnoseSilence({
    transport: run.spec.mode,
    stderr: said.filter(({ stream }) => stream === 'stderr').map(({ line }) => clean(line)),
    ...(first === undefined ? {} : { firstStdout: clean(first) }),
    ...(unended === undefined ? {} : { unended }),
    processes: startedBy(processes[0]?.pid, processes)
      .toSorted((a, b) => a.pid - b.pid)
      .slice(0, PROCESSES)
      .map(({ command }) => clean(command)),
    listening: listening ?? [],
    ...(containerId === undefined ? { process: true } : {}),
  });
}

/** The first process and what comes of it: the engine's health checks, and our own look inside, run beside the server. */
function startedBy<Process extends { readonly pid: number; readonly parentPid?: number }>(
  first: number | undefined,
  processes: readonly Process[],
): Process[] {
  const own = new Set([first]);
  // A process is older than what it starts.
  for (const { pid, parentPid } of processes.toSorted((a, b) => a.pid - b.pid))
    if (parentPid === undefined || own.has(parentPid)) own.add(pid);
  return processes.filter(({ pid }) => own.has(pid));
}

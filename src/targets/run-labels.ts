import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { RUN_LABEL } from '../model/tool.js';
import type { ContainerSummary } from '../ports/engine.js';

/** Process and machine that own a container: by them the next run knows what a killed one left behind. */
const PID_LABEL = 'io.mcp-dock.pid';
const HOST_LABEL = 'io.mcp-dock.host';
/** Where and when that process began, on systems that tell: its number alone comes back, and means another elsewhere. */
const PROCESS_LABEL = 'io.mcp-dock.process';

/** What another machine has left is known by its age alone: no run takes so long, and a job of CI never has its name again. */
const ABANDONED_AFTER_MS = 60 * 60 * 1_000;

export function runLabels(runId: string): Record<string, string> {
  const born = bornOf(process.pid);
  return {
    [RUN_LABEL]: runId,
    [PID_LABEL]: String(process.pid),
    [HOST_LABEL]: hostname(),
    ...(born !== undefined && { [PROCESS_LABEL]: `${born.namespace}:${born.at}` }),
  };
}

/**
 * A run made it, and that run is over: on this machine when its process is gone, on another one (or in another container, which
 * counts its processes by itself) when it is older than an hour. What only wears our label stays.
 */
export function isLeftBehind(
  { labels, createdAt }: Pick<ContainerSummary, 'labels' | 'createdAt'>,
  now = Date.now(),
): boolean {
  const pid = Number(labels[PID_LABEL]);
  const host = labels[HOST_LABEL];
  if (labels[RUN_LABEL] === undefined || host === undefined || !Number.isInteger(pid) || pid <= 0) return false;
  const [namespace, at] = labels[PROCESS_LABEL]?.split(':') ?? [];
  const mine = bornOf(process.pid);
  const isHere = host === hostname() && (namespace === undefined || namespace === mine?.namespace);
  if (!isHere) return now - Date.parse(createdAt) > ABANDONED_AFTER_MS;
  // Who may not look at it cannot tell that it is another one.
  const began = bornOf(pid)?.at ?? at;
  return !isAlive(pid) || (at !== undefined && began !== at);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not allowed to signal it: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The table of processes that it is counted in, and its start in clock ticks since the machine's, after proc(5). Linux only. */
function bornOf(pid: number): { readonly namespace: string; readonly at: string } | undefined {
  try {
    const namespace = /\d+/u.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    // The name of the program, in brackets, may hold anything; the start is the 20th field behind it.
    const at = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\)\s/su, '')
      .split(' ')[19];
    return namespace === undefined || at === undefined ? undefined : { namespace, at };
  } catch {
    // No such file system, or no such process.
    return undefined;
  }
}

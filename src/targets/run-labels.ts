import { hostname } from 'node:os';
import { RUN_LABEL } from '../model/tool.js';

/** Process and machine that own a container: by them the next run knows what a killed one left behind. */
const PID_LABEL = 'io.mcp-dock.pid';
const HOST_LABEL = 'io.mcp-dock.host';

export const runLabels = (runId: string): Record<string, string> => ({
  [RUN_LABEL]: runId,
  [PID_LABEL]: String(process.pid),
  [HOST_LABEL]: hostname(),
});

/** A run of this machine made it, and that run is over. What another machine made is never ours to judge. */
export function isLeftBehind(labels: Readonly<Record<string, string>>): boolean {
  const pid = Number(labels[PID_LABEL]);
  return (
    labels[RUN_LABEL] !== undefined &&
    labels[HOST_LABEL] === hostname() &&
    Number.isInteger(pid) &&
    pid > 0 &&
    !isAlive(pid)
  );
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

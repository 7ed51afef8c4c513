export interface TopAnswer {
  readonly Titles?: readonly string[] | null;
  readonly Processes?: readonly (readonly string[])[] | null;
}

export interface ContainerProcess {
  readonly pid: number;
  /** Absent where the `ps` of the host does not tell. */
  readonly parentPid?: number;
  readonly user: string;
  readonly command: string;
}

/**
 * Reads the engine's table, whose columns depend on the `ps` of its host. Process ids are the host's; the container's own
 * process 1 comes first.
 */
export function parseTop({ Titles, Processes }: TopAnswer, firstPid: number): ContainerProcess[] {
  const column = (...names: string[]) => (Titles ?? []).findIndex((title) => names.includes(title.toUpperCase()));
  const pid = column('PID');
  const parent = column('PPID');
  const user = column('UID', 'USER');
  const command = column('COMMAND', 'CMD', 'ARGS');
  return (Processes ?? [])
    .map((row) => ({
      pid: Number(row[pid]),
      ...(parent === -1 ? {} : { parentPid: Number(row[parent]) }),
      user: row[user]?.trim() ?? '',
      command: row[command]?.trim() ?? '',
    }))
    .toSorted((a, b) => Number(b.pid === firstPid) - Number(a.pid === firstPid));
}

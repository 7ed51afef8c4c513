import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { ContainerUsage, Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { containerPath } from './containers.js';

const NANOSECONDS = 1e6;

interface Stats {
  readonly read?: string;
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
}

/** Throws ENGINE_REFUSED where the engine counts nothing: the container has ended, or its cgroups are out of reach. */
export async function containerUsage(calls: Calls, id: string): Promise<ContainerUsage> {
  const during = 'reading what the container uses';
  const { read, cpu_stats, memory_stats } = await calls.json<Stats>({
    path: `${containerPath(id)}/stats`,
    query: { stream: false, 'one-shot': true },
    during,
    container: id,
  });
  const cpu = cpu_stats?.cpu_usage?.total_usage ?? 0;
  const usage = memory_stats?.usage ?? 0;
  const readAtMs = read === undefined ? Number.NaN : Date.parse(read);
  if (cpu === 0 || usage === 0 || Number.isNaN(readAtMs)) {
    throw new McpDockError('ENGINE_REFUSED', {
      during,
      reason: 'the engine counts nothing for this container; it may have ended.',
    });
  }
  const details = memory_stats?.stats ?? {};
  // cgroup v2 calls it anon; of v1 it is total_rss, children included.
  return {
    cpuMs: cpu / NANOSECONDS,
    readAtMs,
    anonymousBytes: details['anon'] ?? details['total_rss'] ?? details['rss'] ?? usage,
  };
}

const KINDS = ['changed', 'added', 'deleted'] as const;

export async function containerChanges(calls: Calls, id: string): ReturnType<Engine['containerChanges']> {
  const changes = await calls.json<readonly { readonly Path: string; readonly Kind: number }[] | null>({
    path: `${containerPath(id)}/changes`,
    during: 'reading what the container wrote',
    container: id,
  });
  return (changes ?? []).flatMap(({ Path, Kind }) => {
    const kind = KINDS[Kind];
    return kind === undefined ? [] : [{ kind, path: Path }];
  });
}
